import fs from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { App, Image, Volume } from "modal-emulator";

export const app = new App("workers");
const volumes = { "/outside-data": Volume.fromName("outside", { createIfMissing: true }) };
const alone = { singleUseContainers: true, volumes };

/** Does what it is sent, by names of functions of `fs`, and answers with what came of it. */
const SERVING = `
const { parentPort } = require("node:worker_threads");
const fs = require("node:fs");
globalThis.require = require;
globalThis.fs = fs;
parentPort.on("message", async (steps) => {
  const answers = [];
  for (const [name, ...args] of steps)
    try {
      const [key, owner] = name.startsWith("promises.") ? [name.slice(9), fs.promises] : [name, fs];
      const answer = name === "import" ? { ...(await import(args[0])) }
        : name === "code" ? await (0, eval)(args[0])
        : name === "cwd" ? process.cwd()
        : name === "module" ? await process.getBuiltinModule(args[0])[args[1]](...args.slice(2))
        : name === "stream" ? (await Array.fromAsync(fs.createReadStream(args[0], "utf8"))).join("")
        : await owner[key](...args);
      answers.push(answer);
    } catch (error) {
      answers.push(error.code ?? error.name + ": " + error.message);
    }
  parentPort.postMessage(answers);
});`;

/** Something to be done in a worker. */
export type Step = readonly [name: string, ...args: unknown[]];

const asked = (worker: Worker, steps: readonly Step[]): Promise<unknown[]> => {
  worker.postMessage(steps);
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
};

/** Asks a worker twice: after `before` was done by the container, before it was started; and after `between`. */
export const ask = app.function(
  alone,
  async function ask(
    before: readonly Step[],
    first: readonly Step[],
    between: readonly Step[],
    second: readonly Step[],
  ) {
    perform(before);
    const worker = new Worker(SERVING, { eval: true });
    const answers = [await asked(worker, first)];
    perform(between);
    answers.push(await asked(worker, second));
    await worker.terminate();
    return answers;
  },
);

const databases: Record<string, DatabaseSync> = {};

function perform(steps: readonly Step[]): void {
  for (const [name, ...args] of steps)
    if (name === "chdir") process.chdir(String(args[0]));
    else if (name === "database") {
      databases[String(args[0])] ??= new DatabaseSync(String(args[0])); // open as long as the container lives
      databases[String(args[0])]?.exec(String(args[1]));
    } else (Reflect.get(fs, name) as (...given: unknown[]) => unknown)(...args);
}

const image = Image.debianSlim()
  .workdir("/outside-image")
  .addLocalFile(import.meta.filename, "/outside-image/app.ts");

/** Finds files of an image, and works where it says. */
export const ofImage = app.function({ image }, async function ofImage() {
  const worker = new Worker(SERVING, { eval: true });
  const steps: Step[] = [
    ["readdirSync", "/outside-image"],
    ["readFileSync", "app.ts", "utf8"],
    ["cwd"],
    ["unlinkSync", "/outside-image/app.ts"],
  ];
  const answers = await asked(worker, steps);
  fs.renameSync("/outside-image", "/outside-moved");
  answers.push(
    ...(await asked(worker, [
      ["readdirSync", "/outside-moved"],
      ["existsSync", "/outside-image"],
    ])),
  );
  await worker.terminate();
  return answers;
});

/** A worker that begins another one. */
export const nested = app.function(alone, async function nested(folder: string) {
  fs.writeFileSync(join(folder, "before.txt"), "before");
  const worker = new Worker(
    `const { parentPort, Worker } = require("node:worker_threads");
    const inner = new Worker(${JSON.stringify(SERVING)}, { eval: true });
    inner.on("message", (answers) => parentPort.postMessage(answers));
    parentPort.on("message", (steps) => inner.postMessage(steps));`,
    { eval: true },
  );
  const answers = [
    await asked(worker, [
      ["readFileSync", join(folder, "before.txt"), "utf8"],
      ["writeFileSync", join(folder, "inner.txt"), "no"],
    ]),
  ];
  fs.writeFileSync(join(folder, "later.txt"), "later");
  answers.push(await asked(worker, [["readFileSync", join(folder, "later.txt"), "utf8"]]));
  await worker.terminate();
  return answers;
});

/** What the container does while its worker is told nothing of it. */
export const meanwhile = app.function(alone, async function meanwhile(folder: string) {
  const flags = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(
    `const { parentPort, workerData: { flags, file, folder } } = require("node:worker_threads");
    const fs = require("node:fs");
    const attempt = (body) => { try { return body(); } catch (error) { return error.name + ": " + error.message; } };
    Atomics.store(flags, 0, 1);
    Atomics.notify(flags, 0);
    Atomics.wait(flags, 1, 0);
    parentPort.postMessage([file, folder].map((path) => attempt(() => path === file ? fs.readFileSync(path, "utf8") : fs.readdirSync(path))));`,
    { eval: true, workerData: { flags, folder, file: join(folder, "mine.txt") } },
  );
  const answers = new Promise<string[]>((resolve) => worker.once("message", resolve));
  await Atomics.waitAsync(flags, 0, 0).value;
  fs.writeFileSync(join(folder, "mine.txt"), "changed");
  Atomics.store(flags, 1, 1);
  Atomics.notify(flags, 1);
  return (await answers).map((answer) => answer.replaceAll(folder, ""));
});

/** What workers have that nobody has touched. */
export const ordinary = app.function(alone, async function ordinary(script: string) {
  const text = `const { parentPort, workerData } = require("node:worker_threads");
    console.log("out"); console.error("err");
    parentPort.postMessage([workerData, process.env.GIVEN, process.argv.slice(2), process.execArgv, process.title === "x"])`;
  const heard = async (file: string | URL, options: WorkerOptions): Promise<unknown[]> => {
    const worker = new Worker(file, { stdout: true, stderr: true, ...options });
    const message = new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    const outputs = [worker.stdout, worker.stderr].map((stream) => Array.fromAsync(stream.setEncoding("utf8")));
    const exit = new Promise((resolve) => worker.once("exit", resolve));
    return [await message, ...(await Promise.all(outputs)).map((parts) => parts.join("")), await exit];
  };
  class Own extends Worker {}
  const own = new Own("", { eval: true });
  const code = await new Promise((resolve) => own.once("exit", resolve));
  return [
    await heard(text, {
      eval: true,
      workerData: { n: 1 },
      env: { GIVEN: "yes" },
      argv: ["a"],
      execArgv: ["--no-warnings"],
    }),
    await heard(text, { eval: true, workerData: 2 }),
    await heard(script, {}),
    await heard(
      new URL(
        `data:text/javascript,${encodeURIComponent("import { parentPort } from 'node:worker_threads'; parentPort.postMessage(import.meta.url.slice(0, 5))")}`,
      ),
      {},
    ),
    [own instanceof Own, own instanceof Worker, code],
  ];
});

/** Files that Node's own loader would look for. */
export const files = app.function(alone, async function files(folder: string) {
  fs.writeFileSync(join(folder, "made.js"), "");
  fs.writeFileSync("/outside-data/made.js", "");
  return [join(folder, "made.js"), "/outside-data/made.js", new URL("file:///outside-data/made.js")].map((file) => {
    try {
      return typeof new Worker(file);
    } catch (error) {
      return String(error).replaceAll(folder, "");
    }
  });
});
