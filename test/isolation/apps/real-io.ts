import { exec, execFile, fork, spawn } from "node:child_process";
import { pbkdf2, randomBytes, scrypt, subtle } from "node:crypto";
import { lookup } from "node:dns/promises";
import fs, { createReadStream, createWriteStream } from "node:fs";
import { appendFile, mkdir, open, opendir, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, createServer, get, request } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { App } from "modal-emulator";

export const app = new App("real-io");

/** Virtual milliseconds since the world began. */
function sinceStart(): number {
  return Date.now() - Date.parse("2026-01-01T00:00:00Z");
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The pooled client of a database: one connection for all inputs of the container. */
const client: { socket?: Socket; made: number; agent: Agent; worker?: Worker } = {
  made: 0,
  agent: new Agent({ keepAlive: true }),
};

async function ask(port: number, text: string): Promise<string> {
  client.socket ??= await new Promise<Socket>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    client.made++;
  });
  client.socket.write(text);
  return String(await new Promise((resolve) => client.socket?.once("data", resolve)));
}

function getText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path, agent: client.agent }, (response) => {
      let text = "";
      response.on("data", (data) => (text += String(data))).on("end", () => resolve(text));
    }).on("error", reject);
  });
}

export const query = app.function(async function query(port: number, text: string) {
  const answer = await ask(port, text);
  await sleep(1000);
  return [answer, client.made, sinceStart()];
});
const shared = new URL("../parts/shared-client.mjs", import.meta.url).href;
export const queryShared = app.function(
  { singleUseContainers: true },
  async function queryShared(port: number, text: string) {
    const { query: askShared } = (await import(shared)) as { query(port: number, text: string): Promise<string> };
    const answer = await askShared(port, text);
    await sleep(1000);
    return [answer, sinceStart()];
  },
);
export const endShared = app.function(async function endShared() {
  ((await import(shared)) as { end(): void }).end();
});
export const fetchTwice = app.function(async function fetchTwice(port: number) {
  const answers = [await getText(port, "/1")];
  await sleep(1000);
  answers.push(await getText(port, "/2"), await (await fetch(`http://127.0.0.1:${port}/3`)).text());
  return [...answers, sinceStart()];
});
export const abort = app.function(async function abort(port: number) {
  const controller = new AbortController();
  const fetched = fetch(`http://127.0.0.1:${port}/never`, { signal: controller.signal }).catch(
    (error: unknown) => (error as Error).name,
  );
  const requested = request({ port, host: "127.0.0.1", path: "/never" });
  const failed = new Promise((resolve) => {
    requested.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code));
  });
  requested.end();
  await new Promise(setImmediate);
  controller.abort();
  requested.destroy();
  const outcomes = [await fetched, await failed];
  await sleep(1000);
  return [...outcomes, sinceStart()];
});
export const serve = app.function(async function serve() {
  const server = createServer((_, response) => void Promise.resolve().then(() => response.end("served")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await sleep(1000); // an open server holds no time
  const { port } = server.address() as AddressInfo;
  const text = await getText(port, "/");
  await sleep(1000);
  server.close();
  client.agent.destroy();
  return [text, sinceStart()];
});

export const children = app.function(async function children() {
  const { stdout } = await promisify(exec)("sleep 0.1; echo exec");
  const file = await promisify(execFile)("sh", ["-c", "sleep 0.1; echo execFile >&2"]);
  const child = spawn("sh", ["-c", "while read line; do sleep 0.1; echo got $line; done; exit 3"]);
  let heard = "";
  child.stdout.on("data", (data) => (heard += String(data)));
  child.stdin.write("one\n");
  child.stdin.end("two\n");
  const code = await new Promise((resolve) => child.on("close", resolve));
  const forked = fork(new URL("../parts/echo-child.mjs", import.meta.url), { stdio: "ignore" });
  forked.send(1);
  const counted = await new Promise((resolve) => forked.once("message", resolve));
  forked.disconnect();
  await new Promise((resolve) => forked.on("exit", resolve));
  const killed = spawn("sleep", ["60"]);
  killed.kill();
  const signal = await new Promise((resolve) => killed.on("exit", (_, by) => resolve(by)));
  const left = spawn("sleep", ["0.3"], { stdio: "ignore" });
  left.unref();
  return [stdout, file.stderr, heard, code, counted, signal, sinceStart()];
});
export const threads = app.function(async function threads() {
  const worker = (client.worker ??= new Worker(
    "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (n) => setTimeout(() => parentPort.postMessage(n + 1), 30))",
    { eval: true },
  ));
  worker.ref();
  worker.postMessage(1);
  const answer: unknown = await new Promise((resolve) => worker.once("message", resolve));
  worker.unref(); // as pools of threads do while they have nothing to do
  await sleep(1000);
  return [answer, sinceStart()];
});
export const ciphers = app.function(async function ciphers() {
  const key = (await promisify(scrypt)("password", "salt", 32)) as Buffer;
  const other = await promisify(pbkdf2)("password", "salt", 50_000, 32, "sha256");
  const digest = Buffer.from(await subtle.digest("SHA-256", key))
    .toString("hex")
    .slice(0, 8);
  const hmac = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", hmac, key);
  const random = await promisify(randomBytes)(4);
  const { address } = await lookup("127.0.0.1");
  return [key.length, other.length, digest, signature.byteLength, random.length, address, sinceStart()];
});
export const files = app.function(async function files(directory: string) {
  const file = join(directory, "lines");
  await writeFile(file, "line\n".repeat(20_000));
  await new Promise<void>((resolve, reject) =>
    fs.writeFile(join(directory, "short"), "a", (error) => (error ? reject(error) : resolve())),
  );
  await appendFile(join(directory, "short"), "b");
  await pipeline(createReadStream(file), createWriteStream(join(directory, "copy")));
  const handle = await open(file, "r+");
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  await handle.write("LINE", 0);
  const start = (await handle.readFile("utf8")).slice(0, 3);
  const { size } = await handle.stat();
  await handle.close();
  let lines = 0;
  for await (const _ of createInterface({ input: createReadStream(file) })) lines++;
  await mkdir(join(directory, "a", "b"), { recursive: true });
  const names: string[] = [];
  for await (const { name } of await opendir(directory)) names.push(name);
  const fd = fs.openSync(file, "r");
  const read = await promisify(fs.read)(fd, Buffer.alloc(2), 0, 2, 0);
  await promisify(fs.close)(fd);
  await rm(join(directory, "a"), { recursive: true });
  return [
    bytesRead,
    buffer.toString(),
    start,
    size,
    lines,
    names.toSorted(),
    read.bytesRead,
    read.buffer.toString(),
    await readFile(join(directory, "short"), "utf8"),
    fs.statSync(join(directory, "copy")).size,
    sinceStart(),
  ];
});

const ways: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  readFile: (file) => readFile(file),
  stream: async (file) => {
    for await (const _ of createReadStream(file));
  },
  handle: async (file) => {
    await using handle = await open(file);
    await handle.readFile();
  },
  lines: async (file) => {
    const handle = await open(file);
    for await (const _ of handle.readLines());
  },
  descriptor: async (file) => {
    const fd = await promisify(fs.open)(file, "r");
    await promisify(fs.read)(fd, Buffer.alloc(100_000), 0, 100_000, 0);
    await promisify(fs.close)(fd);
  },
  directory: async (file) => {
    for await (const _ of await opendir(join(file, "..")));
  },
};
/** In which order many reads at one time come to an end. */
export const readOrders = app.function(async function readOrders(filesToRead: string[]) {
  const orders: Record<string, string> = {};
  for (const [way, read] of Object.entries(ways)) {
    let order = "";
    await Promise.all(filesToRead.map((file, index) => read(file).then(() => (order += index))));
    orders[way] = order;
  }
  return orders;
});

const never: Readonly<Record<string, (port: number) => Promise<unknown>>> = {
  fetch: (port) => fetch(`http://127.0.0.1:${port}/never`),
  request: (port) => getText(port, "/never"),
  child: async () => {
    const child = spawn("sleep", ["60"]);
    console.log(child.pid);
    await new Promise((resolve) => child.on("exit", resolve));
  },
  thread: () => new Promise((resolve) => new Worker("setInterval(() => {}, 1000)", { eval: true }).on("exit", resolve)),
  clock: async () => {
    for (const end = Date.now() + 1000; Date.now() < end;) await new Promise(setImmediate);
  },
};
export const hangOn = app.function(async function hangOn(way: string, port: number) {
  await never[way]?.(port);
});
/** Takes long, but nothing of it does. */
export const stepByStep = app.function(async function stepByStep(port: number) {
  for (let step = 0; step < 12; step++) await (await fetch(`http://127.0.0.1:${port}/${step}`)).text();
  return sinceStart();
});
export const rest = app.function(async function rest() {
  await sleep(1000);
  return sinceStart();
});
