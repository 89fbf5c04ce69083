import { hostname, userInfo } from "node:os";
import tls from "node:tls";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, call } from "./apps/callers.js";
import { withMachineFolder } from "./machine-folder.js";

const refused = (what: string): unknown => expect.stringMatching(new RegExp(`^UnimplementedError: ${what}`));
const unavailable = (what: string): unknown =>
  expect.stringMatching(`^Error: ${what}\\(\\) is not available in a container`);
const changed = "was given .*, which this container has changed";

/** What comes of each way, where the container has a disk of its own. */
const OUTCOMES: Readonly<Record<string, unknown>> = {
  "WASI with preopens": [1, 2, 3].map(() => refused("wasi.WASI was given the preopen")),
  "WASI without": 0,
  "the compile cache": [true, null],
  "a report": [
    "report.20260101.000000.1.0.001.json",
    ["named.json", "report.20260101.000000.1.0.001.json"],
    [
      ["API", "named.json"],
      ["API", "set.json"],
    ],
    false,
    true,
  ],
  "reports by Node itself": ["reportOnFatalError", "reportOnSignal", "reportOnUncaughtException"].map((name) => [
    refused(`process.report.${name} would have Node itself write a file`),
    false,
  ]),
  "a heap snapshot": refused("v8.writeHeapSnapshot would write to the host's own disk"),
  coverage: null,
  "an environment file": ["own", "mount"],
  "a package.json": [
    refused(`module.findPackageJSON ${changed}`),
    refused("module.findPackageJSON was given .*, which is in the mount"),
  ],
  "hooks of modules": refused("module.register would load code from the host's own disk"),
  "a cluster": refused("cluster.fork is not available in the containers of `call`"),
  "what would change the process": [
    unavailable("process.execve"),
    unavailable("v8.setHeapSnapshotNearHeapLimit"),
    expect.stringMatching(/trace_events\.createTracing\(\) is not available|Trace events are unavailable/),
    unavailable("inspector.open"),
    unavailable("crypto.setEngine"),
  ],
  createRequire: Array.from({ length: 4 }, () => refused("Something is about to use ")),
  "a REPL": ["null", true, expect.stringContaining("1 + 1")],
  "the machine": [userInfo().username, hostname(), "127.0.0.1", tls.getCACertificates("default").length],
  "a native addon": [
    "a{color:red}",
    "a{color:red}",
    "b{top:0}",
    expect.stringMatching(/No such file/),
    expect.stringMatching(/Is a directory/),
    expect.stringMatching(/No such file/),
    refused(`The native addon .*lightningcss.*, transform, ${changed}`),
    refused(`process.dlopen ${changed}`),
  ],
};

describe.each([0, 1])("in a container with a disk of its own (threads: %i)", (threads) => {
  test.for(Object.keys(OUTCOMES))("%s", async (way) => {
    await withMachineFolder(async (folder) => {
      await using world = await Emulator.start({ threads, disk: "private", children: "refuse" });
      expect(await world.run(app, () => call.remote(way, folder))).toEqual(OUTCOMES[way]);
    });
  });
});
