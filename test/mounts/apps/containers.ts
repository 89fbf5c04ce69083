import childProcess, { exec } from "node:child_process";
import fs from "node:fs";
import * as promises from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import v8 from "node:v8";
import { Worker } from "node:worker_threads";
import { App, Volume } from "modal-emulator";

declare const require: NodeJS.Require;

export const app = new App("containers");
const volumes = {
  "/vol": Volume.fromName("vol", { createIfMissing: true }),
  "/vol2": Volume.fromName("vol2", { createIfMissing: true }),
};

let calls = 0;
/** Each container adds to what it sees alone, while the others wait for it. */
export const views = app.function({ name: "views", volumes }, async (label: string, delayMs: number) => {
  await promises.appendFile("/vol/file", `${label}${++calls}`);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  const late = new Promise((resolve) => fs.stat("/vol/file", (_error, stats) => resolve(stats.mtime.toISOString())));
  return [fs.readFileSync("/vol/file", "utf8"), await late, fs.mkdtempSync("/vol/tmp-").length];
});

export const temporary = app.function({ name: "temporary", volumes }, () => fs.mkdtempSync("/vol/tmp-"));

const texts = async (...attempts: (() => unknown)[]): Promise<string[]> => {
  const results: string[] = [];
  for (const attempt of attempts) {
    try {
      results.push(`worked: ${String(await attempt())}`);
    } catch (error) {
      results.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }
  return results;
};

/** What would use the host's own disk at the path of a mount. */
export const outside = app.function({ name: "outside", volumes }, () => {
  const native = (
    process as unknown as { binding(name: string): Record<string, (...args: unknown[]) => unknown> }
  ).binding("fs");
  return texts(
    () => childProcess.execSync("cat /vol/x"),
    () => childProcess.spawn("cat", ["/vol/x"]),
    () => childProcess.spawnSync("ls", { cwd: "/vol" }),
    () => childProcess.execFileSync("ls", ["--directory=/vol2/a"]),
    () => childProcess.fork("/vol/x.js"),
    () => promisify(exec)("ls /vol"),
    () => exec("ls > '/vol/out'"),
    () => childProcess.execFile("/vol/program"),
    () => new Worker("/vol/x.js"),
    () => new Worker(new URL("file:///vol/x.js")),
    () => process.dlopen({ exports: {} }, "/vol/x.node"),
    () => v8.writeHeapSnapshot("/vol/heap"),
    () => native["mkdir"]?.("/vol/x", 0o777, false),
  );
});

export const beside = app.function({ name: "beside", volumes }, () =>
  texts(
    () => childProcess.execSync("echo /volume vol").toString().trim(),
    async () => (await promisify(exec)("echo /other/vol")).stdout.trim(),
    () => new DatabaseSync(":memory:").isOpen,
    () => fs.existsSync(process.execPath),
  ),
);

/** Code on a mount, which has relatives there. */
export const code = app.function({ name: "code", volumes }, async (label: string) => {
  fs.mkdirSync("/vol/lib");
  const files: Readonly<Record<string, string>> = {
    "main.mjs": `import { part } from "./part.ts"; import { readFileSync } from "node:fs"; import data from "./data.json" with { type: "json" }; import { App } from "modal-emulator";
      await 1; export const whole = ["${label}", part, data.n, readFileSync(new URL("text.txt", import.meta.url), "utf8"), import.meta.filename, typeof App, Date.now()]; export const count = { n: 0 }; export const lazy = () => import("./lazy.mjs");`,
    "part.ts": `export const part: string = "typed" as string;`,
    "lazy.mjs": `import { count } from "./main.mjs"; count.n++; export const seen = count.n;`,
    "data.json": `{ "n": 3 }`,
    "text.txt": "text",
    "old.cjs": `const path = require("path"); exports.all = [require("./inner").x, path.basename(__filename), require("./data.json").n, require("node:fs").readFileSync(__dirname + "/text.txt", "utf8"), require("./part").part, typeof require("modal-emulator").App]; exports.self = module.exports === exports;`,
    "inner.js": `module.exports = { x: "${label}" + Date.now() };`,
    "throws.cjs": `throw new RangeError("on evaluation");`,
  };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(`/vol/lib/${name}`, text);
  const [specifier, none, bad, cjs, throwing] = [
    "/vol/lib/main.mjs",
    "/vol/lib/none.mjs",
    "/vol/lib/bad.mjs",
    "/vol/lib/old.cjs",
    "/vol/lib/throws.cjs",
  ] as const;
  const main = (await import(specifier)) as { whole: unknown; count: { n: number }; lazy(): Promise<{ seen: number }> };
  // @ts-expect-error: it is there when the container runs
  // oxlint-disable-next-line import/no-absolute-path
  const again = (await import("/vol/lib/main.mjs")) as unknown;
  // @ts-expect-error: so is this
  const byUrl = (await import(`file:///vol/lib/part.ts`)) as { part: string };
  const { seen } = await main.lazy();
  const old = require(cjs) as { all: unknown; self: boolean };
  return {
    whole: main.whole,
    isSame: again === main,
    byUrl: byUrl.part,
    seen,
    counted: main.count.n,
    old: old.all,
    self: old.self,
    isCached: require(cjs) === old,
    resolved: require.resolve("/vol/lib/inner"),
    failures: await texts(
      () => import(none),
      () => require(none),
      () => require(throwing),
      () => {
        fs.writeFileSync("/vol/lib/bad.mjs", "export const = 1");
        return import(bad);
      },
    ),
  };
});
