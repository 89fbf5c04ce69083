import cluster from "node:cluster";
import crypto from "node:crypto";
import { promises } from "node:dns";
import fs from "node:fs";
import inspector from "node:inspector";
import module from "node:module";
import os from "node:os";
import { join } from "node:path";
import repl from "node:repl";
import { PassThrough } from "node:stream";
import tls from "node:tls";
import v8 from "node:v8";
import { WASI } from "node:wasi";
import { bundle, transform } from "lightningcss";
import { App, Volume } from "modal-emulator";

export const app = new App("callers");
const volumes = { "/outside-data": Volume.fromName("outside", { createIfMissing: true }) };
const alone = { singleUseContainers: true, volumes };

const { Module, Instance } = Reflect.get(globalThis, "WebAssembly") as Readonly<
  Record<"Module" | "Instance", new (...args: unknown[]) => object>
>;

/** A program that does nothing, and has memory. */
const PROGRAM = new Uint8Array(
  Buffer.from(
    "0061736d0100000001040160000003020100050301000107130206" + // header, one type, one function, memory
      "6d656d6f7279" +
      "0200" +
      "06" +
      "5f7374617274" +
      "0000" +
      "0a040102000b",
    "hex",
  ),
);

function attempt(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return String(error);
  }
}

/** What is done by something else than `node:fs`, by name; the folder has `mine.txt`, which the container has changed. */
const WAYS: Readonly<Record<string, (folder: string) => unknown>> = {
  "WASI with preopens": (folder) =>
    [{ "/here": folder }, { "/data": "/outside-data" }, { "/": "/" }].map((preopens) =>
      attempt(() => typeof new WASI({ version: "preview1", preopens })),
    ),
  "WASI without": () => {
    const wasi = new WASI({ version: "preview1", args: ["a"], env: { A: "1" }, preopens: {} });
    return wasi.start(new Instance(new Module(PROGRAM), wasi.getImportObject()));
  },
  "the compile cache": (folder) => {
    const { status } = module.enableCompileCache(join(folder, "cache"));
    module.flushCompileCache();
    return [status === module.constants.compileCacheStatus.DISABLED, module.getCompileCacheDir()];
  },
  "a report": (folder) => {
    const read = (path: string): { header: object; environmentVariables: NodeJS.ProcessEnv } =>
      JSON.parse(fs.readFileSync(path, "utf8")) as ReturnType<typeof read>;
    const { report } = process;
    report.directory = folder;
    const made = report.writeReport();
    const named = report.writeReport("named.json", new Error("why"));
    report.filename = "set.json";
    report.compact = true;
    report.directory = "/outside-data";
    report.writeReport();
    process.env["OWN"] = "1";
    const { header, environmentVariables } = read(`/outside-data/${report.writeReport({ message: "x" } as Error)}`);
    return [
      made,
      fs
        .readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .toSorted(),
      [read(join(folder, named)).header, header].map((each) => [
        Reflect.get(each, "trigger"),
        Reflect.get(each, "filename"),
      ]),
      fs.readFileSync("/outside-data/set.json", "utf8").trimEnd().includes("\n"),
      JSON.stringify(environmentVariables) === JSON.stringify(process.env),
    ];
  },
  "reports by Node itself": () =>
    (["reportOnFatalError", "reportOnSignal", "reportOnUncaughtException"] as const).map((name) => {
      process.report[name] = false;
      return [attempt(() => (process.report[name] = true)), process.report[name]];
    }),
  "a heap snapshot": (folder) => attempt(() => v8.writeHeapSnapshot(join(folder, "heap"))),
  coverage: () => v8.takeCoverage(),
  "an environment file": (folder) => {
    fs.writeFileSync(join(folder, ".env"), "OUTSIDE_A=own\n");
    fs.writeFileSync("/outside-data/.env", "OUTSIDE_B=mount\n");
    process.loadEnvFile(join(folder, ".env"));
    process.loadEnvFile("/outside-data/.env");
    return [process.env["OUTSIDE_A"], process.env["OUTSIDE_B"]];
  },
  "a package.json": (folder) => {
    fs.writeFileSync(join(folder, "package.json"), "{}");
    return [join(folder, "mine.txt"), new URL("file:///outside-data/x.js")].map((path) =>
      attempt(() => module.findPackageJSON(path)),
    );
  },
  "hooks of modules": () => attempt(() => module.register("data:text/javascript,")),
  "a cluster": () => attempt(() => cluster.fork()),
  "what would change the process": () =>
    [
      () => process.execve?.("/bin/true", [], {}),
      () => v8.setHeapSnapshotNearHeapLimit(1),
      () => process.getBuiltinModule("node:trace_events").createTracing({ categories: ["node"] }),
      () => inspector.open(0),
      () => crypto.setEngine("none"),
    ].map(attempt),
  createRequire: (folder) => {
    const [made, lib] = [join(folder, "made.cjs"), join(folder, "lib.json")];
    fs.writeFileSync(made, "module.exports = 1");
    fs.writeFileSync(lib, "{}");
    fs.writeFileSync("/outside-data/x.cjs", "module.exports = 2");
    const require = module.createRequire(join(folder, "from.js"));
    return [made, lib, "/outside-data/x.cjs", "./made.cjs"].map((name) => attempt(() => require(name) as unknown));
  },
  "a REPL": async (folder) => {
    const server = repl.start({ input: new PassThrough(), output: new PassThrough(), terminal: true });
    const error = await new Promise((resolve) => server.setupHistory(join(folder, "history"), resolve));
    server.write("1 + 1\n");
    server.commands["save"]?.action.call(server, join(folder, "saved.js"));
    server.close();
    return [String(error), fs.existsSync(join(folder, "history")), fs.readFileSync(join(folder, "saved.js"), "utf8")];
  },
  "the machine": async () => {
    fs.appendFileSync("/etc/hosts", "\n10.0.0.1 localhost\n");
    fs.writeFileSync("/etc/passwd", "");
    const { address } = await promises.lookup("localhost", 4);
    return [os.userInfo().username, os.hostname(), address, tls.getCACertificates("default").length];
  },
  "a native addon": (folder) => {
    const [mine, css] = [join(folder, "mine.txt"), join(folder, "a.css")];
    fs.writeFileSync(css, "a { color: red }");
    fs.writeFileSync("/outside-data/a.css", "@import './c.css'");
    for (const name of ["b.css", "c.css"]) fs.writeFileSync(`/outside-data/${name}`, "b { top: 0 }");
    const code = Buffer.from("a { color: red }");
    return [
      transform({ filename: "a.css", code, minify: true }).code.toString(),
      ...[css, "/outside-data/b.css", join(folder, "new.css"), join(folder, "box")].map((filename) =>
        attempt(() => bundle({ filename, minify: true }).code.toString()),
      ),
      attempt(() => bundle({ filename: "/outside-data/a.css" })), // it finds no other file
      attempt(() => transform({ filename: `see ${css}`, code })),
      attempt(() => process.dlopen({ exports: {} }, mine)),
    ];
  },
};

export const call = app.function(alone, async function call(way: string, folder: string) {
  fs.writeFileSync(join(folder, "mine.txt"), "changed");
  const answer = await WAYS[way]?.(folder);
  return JSON.parse(JSON.stringify(answer ?? null).replaceAll(folder, "")) as unknown;
});
