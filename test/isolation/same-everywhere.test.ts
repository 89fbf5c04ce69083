import nodeCrypto, { type webcrypto } from "node:crypto";
import { promisify } from "node:util";
import * as workerThreads from "node:worker_threads";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("same-everywhere");

const thread = app.function(function thread() {
  const { isMainThread, threadId, parentPort, workerData, resourceLimits } = workerThreads;
  return { isMainThread, threadId, parentPort, workerData, resourceLimits };
});

const raw = async (key: webcrypto.CryptoKey): Promise<string> =>
  Buffer.from(await crypto.subtle.exportKey("raw", key)).toString("hex");

/** Everything that is drawn from a container's seed, beside numbers and bytes. */
const drawn: Record<string, () => unknown> = {
  "subtle.generateKey, AES": async () =>
    raw(await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"])),
  "subtle.generateKey, HMAC": async () =>
    raw(await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-512" }, true, ["sign"])),
  "subtle.generateKey, several at once": async () =>
    Promise.all(
      [256, 128, 192].map(async (length) =>
        raw(await nodeCrypto.subtle.generateKey({ name: "AES-CBC", length }, true, ["encrypt"])),
      ),
    ),
  "webcrypto.subtle.generateKey": async () =>
    raw(await nodeCrypto.webcrypto.subtle.generateKey({ name: "AES-KW", length: 128 }, true, ["wrapKey"])),
  generateKeySync: () => nodeCrypto.generateKeySync("aes", { length: 192 }).export().toString("hex"),
  "generateKeySync, hmac": () => nodeCrypto.generateKeySync("hmac", { length: 100 }).export().toString("hex"),
  generateKey: async () => (await promisify(nodeCrypto.generateKey)("hmac", { length: 64 })).export().toString("hex"),
  generatePrimeSync: () => Buffer.from(nodeCrypto.generatePrimeSync(61)).toString("hex"),
  "generatePrimeSync, bigint": () => nodeCrypto.generatePrimeSync(128, { bigint: true }),
  generatePrime: async () =>
    Buffer.from((await promisify(nodeCrypto.generatePrime)(40)) as ArrayBuffer).toString("hex"),
};

const draw = app.function(async function draw() {
  const made: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(drawn)) made[name] = await each();
  return made;
});

const refusals = app.function(async function refusals() {
  const attempts = [
    () => nodeCrypto.generateKeySync("aes", { length: 5 }),
    () => nodeCrypto.generatePrimeSync(-1),
    () => crypto.subtle.generateKey({ name: "AES-GCM", length: 5 }, true, ["encrypt"]),
  ];
  return Promise.all(
    attempts.map(async (attempt) => {
      try {
        return await attempt();
      } catch (error) {
        return (error as Error).name;
      }
    }),
  );
});

async function run<T>(body: () => Promise<T>, options: { seed: number; threads: number }): Promise<T> {
  await using world = await Emulator.start(options);
  return await world.run(app, body);
}

test.each([0, 1])("a container runs in what it takes for a main thread, with %d threads", async (threads) => {
  expect(await run(() => thread.remote(), { seed: 0, threads })).toEqual({
    isMainThread: true,
    threadId: 0,
    parentPort: null,
    workerData: null,
    resourceLimits: {},
  });
});

test("secret keys and primes come from the seed", async () => {
  const first = await run(() => draw.remote(), { seed: 1, threads: 0 });
  expect(await run(() => draw.remote(), { seed: 1, threads: 1 })).toEqual(first);
  const other = await run(() => draw.remote(), { seed: 2, threads: 0 });
  for (const name of Object.keys(drawn)) expect(other[name], name).not.toEqual(first[name]);
  const prime = first["generatePrimeSync, bigint"] as bigint;
  expect([prime.toString(2).length, nodeCrypto.checkPrimeSync(prime)]).toEqual([128, true]);
  expect(first["generatePrimeSync"]).toHaveLength(16);
  expect(first["subtle.generateKey, HMAC"]).toHaveLength(256);
});

test.each([0, 1])("what Node refuses stays refused, with %d threads", async (threads) => {
  expect(await run(() => refusals.remote(), { seed: 0, threads })).toEqual([
    "TypeError",
    "RangeError",
    "OperationError",
  ]);
});
