import * as nodeCrypto from "node:crypto";
import { exec, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("work-in-other-threads");

/** What the types of Node and of the web do not know, as far as it is used here. */
interface Wasm {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(code: Uint8Array | object, imports?: object): Promise<unknown>;
  compileStreaming(response: Response | Promise<Response>): Promise<object>;
  instantiateStreaming(response: Response | Promise<Response>, imports?: object): Promise<unknown>;
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };

/** A number as WebAssembly writes it. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

/** A module of so many functions, which takes a while to compile. */
function wasmModule(functions = 20_000): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: readonly number[]): number[] => [id, ...leb(content.length), ...content];
  const count = leb(functions);
  const bodies = Array.from({ length: functions }, (_, n) => [7, 0, 0x41, n & 63, 0x41, 1, 0x6a, 0x0b]).flat();
  return new Uint8Array(
    [
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, 0x60, 0, 1, 0x7f]),
      section(3, [...count, ...Array.from({ length: functions }, () => 0)]),
      section(10, [...count, ...bodies]),
    ].flat(),
  );
}

function wasmResponse(): Response {
  return new Response(wasmModule(), { headers: { "content-type": "application/wasm" } });
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value);
}

/** Its body comes in two parts, a second of the container's own time apart. */
function slowWasmResponse(): Response {
  const bytes = wasmModule(3);
  const body = new ReadableStream({
    async start(stream) {
      stream.enqueue(bytes.subarray(0, 9));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      stream.enqueue(bytes.subarray(9));
      stream.close();
    },
  });
  return new Response(body, { headers: { "content-type": "application/wasm" } });
}

async function backUp(): Promise<unknown> {
  const { backup, DatabaseSync } = await import("node:sqlite");
  const directory = mkdtempSync(join(tmpdir(), "modal-emulator-"));
  const [database, copy] = [new DatabaseSync(":memory:"), join(directory, "copy.db")];
  database.exec("CREATE TABLE numbers (n)");
  const insert = database.prepare("INSERT INTO numbers VALUES (?)");
  for (let n = 0; n < 2000; n++) insert.run(`number ${n}`);
  const heard: number[] = [];
  await backup(database, copy, { rate: 3, progress: ({ remainingPages }) => heard.push(remainingPages) });
  await backup(database, join(directory, "another.db"));
  const [row] = new DatabaseSync(copy).prepare("SELECT count(*) AS n FROM numbers").all();
  rmSync(directory, { recursive: true });
  return [row?.["n"], heard.length > 1];
}

const works: Record<string, () => Promise<unknown>> = {
  "WebAssembly.compile": async () => kindOf(await wasm.compile(wasmModule())),
  "WebAssembly.instantiate": async () => Object.keys((await wasm.instantiate(wasmModule(), {})) as object),
  "WebAssembly.instantiate of a module": async () =>
    wasm.instantiate(await wasm.compile(wasmModule()), {}).then(String),
  "WebAssembly.compileStreaming": async () => kindOf(await wasm.compileStreaming(wasmResponse())),
  "WebAssembly.instantiateStreaming": async () =>
    Object.keys((await wasm.instantiateStreaming(Promise.resolve(wasmResponse()))) as object),
  "a broken module": async () =>
    wasm.compile(new Uint8Array([1, 2, 3])).catch((error: unknown) => (error as Error).constructor.name),
  "a response that is no module": async () =>
    wasm.compileStreaming(new Response("text")).catch((error: unknown) => (error as Error).constructor.name),
  "sqlite.backup": backUp,
  "reading a blob of a file": async () => {
    const directory = mkdtempSync(join(tmpdir(), "modal-emulator-"));
    const file = join(directory, "text");
    writeFileSync(file, "x".repeat(300_000));
    const blob = await openAsBlob(file);
    const lengths = [(await blob.text()).length, (await blob.arrayBuffer()).byteLength];
    lengths.push((await new Response(blob).text()).length);
    const reader = blob.stream().getReader({ mode: "byob" });
    for (let part = await reader.read(new Uint8Array(1e6)); !part.done; part = await reader.read(new Uint8Array(1e6)))
      lengths[3] = (lengths[3] ?? 0) + part.value.length;
    rmSync(directory, { recursive: true });
    return lengths;
  },
  "subtle.deriveBits": async () => {
    const key = await crypto.subtle.importKey("raw", Buffer.from("a"), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", salt: Buffer.from("b"), iterations: 20_000, hash: "SHA-256" };
    return (await crypto.subtle.deriveBits(how, key, 128)).byteLength;
  },
  scrypt: async () => ((await promisify(nodeCrypto.scrypt)("a", "b", 16)) as Buffer).length,
  generateKeyPair: async () =>
    (await promisify(nodeCrypto.generateKeyPair)("ec", { namedCurve: "P-256" })).publicKey.asymmetricKeyType,
  "generatePrime, safe": async () =>
    new Promise((resolve) => {
      nodeCrypto.generatePrime(64, { safe: true }, (_, prime) => resolve(prime.byteLength));
    }),
  "many at once": async () =>
    (await Promise.all([wasm.compile(wasmModule()), wasm.compile(wasmModule()), backUp()])).map(String),
};

const results: Record<keyof typeof works, unknown> = {
  "WebAssembly.compile": "[object WebAssembly.Module]",
  "WebAssembly.instantiate": ["module", "instance"],
  "WebAssembly.instantiate of a module": "[object WebAssembly.Instance]",
  "WebAssembly.compileStreaming": "[object WebAssembly.Module]",
  "WebAssembly.instantiateStreaming": ["module", "instance"],
  "a broken module": "CompileError",
  "a response that is no module": "TypeError",
  "sqlite.backup": [2000, true],
  "reading a blob of a file": [300_000, 300_000, 300_000, 300_000],
  "subtle.deriveBits": 16,
  scrypt: 16,
  generateKeyPair: "ec",
  "generatePrime, safe": 8,
  "many at once": ["[object WebAssembly.Module]", "[object WebAssembly.Module]", "2000,true"],
};

/** Work that is over when it is called. */
const finished: Record<string, () => unknown> = {
  scryptSync: () => nodeCrypto.scryptSync("a", "b", 16).length,
  pbkdf2Sync: () => nodeCrypto.pbkdf2Sync("a", "b", 1, 16, "sha1").length,
  hkdfSync: () => nodeCrypto.hkdfSync("sha256", "a", "b", "c", 16).byteLength,
  argon2Sync: () => {
    const how = { message: "a", nonce: Buffer.alloc(16), parallelism: 1, tagLength: 16, memory: 64, passes: 1 };
    return (nodeCrypto as unknown as { argon2Sync(type: string, how: object): Buffer }).argon2Sync("argon2id", how)
      .length;
  },
  checkPrimeSync: () => nodeCrypto.checkPrimeSync(7n),
  generatePrimeSync: () => nodeCrypto.generatePrimeSync(32, { safe: true }).byteLength,
  generateKeySync: () => nodeCrypto.generateKeySync("hmac", { length: 64 }).symmetricKeySize,
  generateKeyPairSync: () => nodeCrypto.generateKeyPairSync("ed25519").publicKey.asymmetricKeyType,
  diffieHellman: () => {
    const { privateKey, publicKey } = nodeCrypto.generateKeyPairSync("x25519");
    return nodeCrypto.diffieHellman({ privateKey, publicKey }).length;
  },
  sign: () => {
    const { privateKey, publicKey } = nodeCrypto.generateKeyPairSync("ed25519");
    const text = Buffer.from("text");
    return nodeCrypto.verify(null, text, publicKey, nodeCrypto.sign(null, text, privateKey));
  },
};

/** Virtual milliseconds since the world began. */
function sinceStart(): number {
  return Date.now() - Date.parse("2026-01-01T00:00:00Z");
}

const work = app.function(async function work(kind: string) {
  const impatient = setInterval(() => undefined, 1); // time passes whenever nothing is under way
  const done = await works[kind]?.();
  clearInterval(impatient);
  return { done, now: sinceStart() };
});

const leave = app.function(async function leave(kind: string) {
  const done = finished[kind]?.();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return { done, now: sinceStart() };
});

const slowBody = app.function(async function slowBody() {
  const compiled = kindOf(await wasm.compileStreaming(slowWasmResponse()));
  const instance = Object.keys((await wasm.instantiateStreaming(slowWasmResponse())) as object);
  return { compiled, instance, now: sinceStart() };
});

const importing = app.function(async function importing() {
  const heard: string[] = [];
  // (import "here" "hear" (func)) (start 0)
  const bytes = "0061736d01000000 01040160 0000 020d 01 04 68657265 04 68656172 0000 080100".replaceAll(" ", "");
  await wasm.instantiate(Buffer.from(bytes, "hex"), {
    here: { hear: () => (console.log("from wasm"), heard.push(new Date().toISOString())) },
  });
  return heard;
});

const wait = app.function({ timeoutMs: 86_400_000 }, async function wait() {
  const memory = new Int32Array(new SharedArrayBuffer(12));
  const waitFor = async (index: number, limitMs?: number): Promise<string> => {
    const { value } = Atomics.waitAsync(memory, index, 0, limitMs);
    return `${await value} at ${sinceStart()}`;
  };
  setTimeout(() => Atomics.notify(memory, 0, 1), 5000);
  setTimeout(() => Atomics.notify(memory, 0), 20_000);
  const outcomes = Promise.all([
    waitFor(0, 3000),
    waitFor(0, 10_000), // in line behind one whose time is over
    waitFor(0),
    waitFor(0, Number.NaN),
    waitFor(1, 0),
    waitFor(1, -1),
    waitFor(2, 80_000_000),
  ]);
  return [Atomics.waitAsync(memory, 1, 5).value, ...(await outcomes)];
});

const timeLimits = app.function(async function timeLimits() {
  const sleep = [process.execPath, ["-e", "setInterval(() => {}, 1000)"]] as const;
  const killed = (run: (done: (error: Error | null) => void) => unknown): Promise<unknown> =>
    new Promise((resolve) => {
      run((error) => resolve([Reflect.get(error ?? {}, "killed"), Reflect.get(error ?? {}, "signal")]));
    });
  return [
    await killed((done) => exec("exec sleep 60", { timeout: 100 }, done)),
    await killed((done) => execFile(...sleep, { timeout: 100, killSignal: "SIGKILL" }, done)),
    await once(spawn(...sleep, { timeout: 100 }), "exit"),
    sinceStart(),
  ];
});

describe.each([{ threads: 0 }, { threads: 1 }])("with %o", ({ threads }) => {
  test.each(Object.keys(works))("time stands still while %s is under way", async (kind) => {
    await using world = await Emulator.start({ threads });
    const { done, now } = await world.run(app, () => work.remote(kind));
    expect({ done, now }).toEqual({ done: results[kind], now: 0 });
  });

  test.each(Object.keys(finished))("time passes after %s", async (kind) => {
    await using world = await Emulator.start({ threads, realIoLimitMs: 5000 });
    const { done, now } = await world.run(app, () => leave.remote(kind));
    expect(now).toBe(1000);
    expect(done).not.toBeUndefined();
  });

  test("a module may be compiled from a response that waits for the clock", async () => {
    await using world = await Emulator.start({ threads, realIoLimitMs: 2000 });
    expect(await world.run(app, () => slowBody.remote())).toEqual({
      compiled: "[object WebAssembly.Module]",
      instance: ["module", "instance"],
      now: 2000,
    });
  });

  test("what WebAssembly calls when it starts belongs to the container", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => importing.remote())).toEqual(["2026-01-01T00:00:00.000Z"]);
    expect(Array.from(world.logs, ({ message }) => message)).toEqual(["from wasm"]);
  });

  test("Atomics.waitAsync waits for virtual time", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => wait.remote())).toEqual([
      "not-equal",
      "timed-out at 3000",
      "ok at 5000",
      "ok at 20000",
      "ok at 20000",
      "timed-out at 0",
      "timed-out at 0",
      "timed-out at 80000000",
    ]);
  });

  test("the time limits of child processes are real", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => timeLimits.remote())).toEqual([
      [true, "SIGTERM"],
      [true, "SIGKILL"],
      [null, "SIGTERM"],
      0,
    ]);
  });
});
