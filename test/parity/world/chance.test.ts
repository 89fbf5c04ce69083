import { randomBytes, randomInt, randomUUID } from "node:crypto";
import nodeCrypto from "node:crypto";
import { describe, expect, test } from "vitest";
import { nanoid } from "nanoid";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("chance");

const SOURCES = {
  "Math.random": () => Math.random(),
  "globalThis.Math.random": () => globalThis.Math.random(),
  "crypto.randomUUID": () => crypto.randomUUID(),
  "crypto.getRandomValues": () => [...crypto.getRandomValues(new Uint32Array(4))],
  "node:crypto randomBytes": () => randomBytes(16).toString("hex"),
  "node:crypto randomBytes with a callback": () =>
    new Promise((resolve, reject) =>
      randomBytes(16, (error, bytes) => (error ? reject(error) : resolve(bytes.toString("hex")))),
    ),
  "node:crypto randomUUID": () => randomUUID(),
  "node:crypto randomInt": () => randomInt(1_000_000_000),
  "node:crypto randomFillSync": () => [...nodeCrypto.randomFillSync(new Uint8Array(8))],
  "node:crypto randomFill": () =>
    new Promise((resolve, reject) =>
      nodeCrypto.randomFill(new Uint8Array(8), (error, bytes) => (error ? reject(error) : resolve([...bytes]))),
    ),
  "node:crypto webcrypto": () => nodeCrypto.webcrypto.randomUUID(),
  "a package that is bundled (nanoid, which keeps a pool of random bytes)": () => nanoid(),
} as const;

type Source = keyof typeof SOURCES;

const draw = app.function({}, async function draw(source: Source) {
  return [await SOURCES[source](), await SOURCES[source]()];
});

async function drawn(source: Source, options: { seed: number; threads: number }): Promise<unknown[]> {
  await using world = await Emulator.start({ ...options, bundle: ["nanoid"] });
  return await world.run(app, () => draw.remote(source));
}

describe("chance in a container", () => {
  for (const source of Object.keys(SOURCES) as Source[]) {
    test(`comes from the seed: ${source}`, async () => {
      const first = await drawn(source, { seed: 1, threads: 0 });
      expect(first[0]).not.toEqual(first[1]);
      expect(await drawn(source, { seed: 1, threads: 0 })).toEqual(first);
      expect(await drawn(source, { seed: 1, threads: 1 })).toEqual(first);
      expect(await drawn(source, { seed: 2, threads: 0 })).not.toEqual(first);
    });
  }

  test("differs between the containers of a world", async () => {
    await using world = await Emulator.start();
    const [one, two] = await world.run(app, () =>
      Promise.all([draw.remote("Math.random"), draw.remote("Math.random")]),
    );
    expect(one).not.toEqual(two);
  });

  test("keeps to its ranges", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const [a] = await drawn("Math.random", { seed, threads: 0 });
      expect(a).toSatisfy((value: number) => value >= 0 && value < 1);
      const [uuid] = await drawn("crypto.randomUUID", { seed, threads: 0 });
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test("leaves the host's own alone", async () => {
    const values = new Set([Math.random(), Math.random()]);
    expect(values.size).toBe(2);
    await drawn("Math.random", { seed: 1, threads: 0 });
    values.add(Math.random());
    expect(values.size).toBe(3);
  });
});
