import fs, { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFsFromVolume, Volume } from "memfs";
import { Emulator } from "modal-emulator/emulator";
import { app, empty, existsHost, packageHost, READS, readHost, readMemory, readMount } from "./mounts-app.ts";
import { compareMs, medianMs, microseconds, type Row } from "./measure.ts";

const STARTS = 300;
const ROUNDS = 31;

const perRead = (ms: number): string => `${((ms * 1000) / READS).toFixed(2)} µs`;

/** What mounts cost: reading from them, and reading past them. */
export async function mountRows(): Promise<Row[]> {
  const plain = { readFileSync: fs.readFileSync, existsSync: fs.existsSync }; // from before they are routed
  const directory = mkdtempSync(join(tmpdir(), "modal-emulator-"));
  const path = join(directory, "file");
  writeFileSync(path, Buffer.alloc(4096));
  const repeat = (body: () => unknown) => async (): Promise<void> => {
    for (let read = 0; read < READS; read++) body();
  };
  try {
    await using world = await Emulator.start({ threads: 0 });
    return await world.run(app, async () => {
      const memory = createFsFromVolume(Volume.fromJSON({ "/vol/file": "x".repeat(4096) }));
      for (const warmUp of [readMount, readMemory, empty]) await warmUp.remote();
      const mounted = await compareMs(
        ROUNDS,
        () => readMount.remote(),
        () => readMemory.remote(),
      );
      const outside = await compareMs(
        ROUNDS,
        () => readMount.remote(),
        repeat(() => memory.readFileSync("/vol/file")),
      );
      const past = await compareMs(
        ROUNDS,
        () => readHost.remote(path),
        repeat(() => plain.readFileSync(path)),
      );
      const packages = await compareMs(
        ROUNDS,
        () => packageHost.remote(path),
        repeat(() => plain.readFileSync(path)),
      );
      const exists = await compareMs(
        ROUNDS,
        () => existsHost.remote(path),
        repeat(() => plain.existsSync(path)),
      );
      const startMs = await medianMs(11, () => Promise.all(Array.from({ length: STARTS }, () => empty.remote())));
      return [
        {
          what: "`readFileSync` of 4 KB on a mount",
          ours: perRead(mounted.ours),
          peer: perRead(mounted.peer),
          note: `${mounted.ratio.toFixed(2)}x memfs in a container; ${outside.ratio.toFixed(2)}x memfs alone (${perRead(outside.peer)})`,
        },
        {
          what: "`readFileSync` of 4 KB on the host, in a container with mounts",
          ours: perRead(past.ours),
          peer: perRead(past.peer),
          note: `${past.ratio.toFixed(2)}x plain \`fs\`; by a package ${packages.ratio.toFixed(2)}x`,
        },
        {
          what: "`existsSync` on the host, in a container with mounts",
          ours: perRead(exists.ours),
          peer: perRead(exists.peer),
          note: `${exists.ratio.toFixed(2)}x plain \`fs\``,
        },
        {
          what: "cold start, call and end of a container with a mount",
          ours: microseconds(startMs / STARTS),
          peer: "",
          note: "300 at a time, self-test included",
        },
      ];
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
