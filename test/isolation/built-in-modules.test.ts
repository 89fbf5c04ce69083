import crypto from "node:crypto";
import fs from "node:fs";
import process from "node:process";
import { promisify } from "node:util";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("built-in-modules");

const copies = app.function(async function copies() {
  const own = { ...fs, existsSync: () => "replaced" };
  return {
    fs: [typeof own.readFileSync, own.existsSync(), own.constants.F_OK],
    process: Object.keys({ ...process }).includes("env"),
    crypto: typeof { ...crypto }.createHash,
    performance: Object.entries(Object.getOwnPropertyDescriptors(performance)).length >= 0,
  };
});

const reads = app.function(async function reads(file: string) {
  const handle = await fs.promises.open(file);
  const text = await fs.promises.readFile(handle, "utf8");
  await handle.close();
  return {
    text: text.slice(0, 6),
    exists: await promisify(fs.exists)(file),
    missing: await promisify(fs.exists)(`${file}.missing`),
    native: typeof fs.realpath.native,
  };
});

const chances = app.function(async function chances() {
  const fill = <T extends NodeJS.ArrayBufferView>(view: T, ...range: [] | [offset: number, size: number]): Promise<T> =>
    new Promise((resolve) => {
      const done = (_error: Error | null, filled: T): void => resolve(filled);
      if (range.length === 0) crypto.randomFill(view, done);
      else crypto.randomFill(view, ...range, done);
    });
  const id = (crypto as unknown as { randomUUIDv7?: () => string }).randomUUIDv7?.(); // since Node 24.16
  return {
    filled: [...(await fill(new Uint8Array(8)))],
    part: [...(await fill(new Uint16Array(4), 1, 2))],
    bytes: [...crypto.randomFillSync(new Uint16Array(3), 2)],
    id,
  };
});

describe("built-in modules in a container", () => {
  test("can be copied and enumerated", async () => {
    await using world = await Emulator.start({ threads: 1 });
    expect(await world.run(app, () => copies.remote())).toEqual({
      fs: ["function", "replaced", 0],
      process: true,
      crypto: "function",
      performance: true,
    });
  });

  test("read by file handle, and say what exists in the style of promises", async () => {
    await using world = await Emulator.start({ threads: 1 });
    expect(await world.run(app, () => reads.remote(import.meta.filename))).toEqual({
      text: "import",
      exists: true,
      missing: false,
      native: "function",
    });
  });

  test("fill buffers from the seed", async () => {
    const runs = [];
    for (const threads of [0, 1]) {
      await using world = await Emulator.start({ threads });
      runs.push(await world.run(app, () => chances.remote()));
    }
    expect(runs[1]).toEqual(runs[0]);
    const word: unknown = expect.toSatisfy((value: number) => value > 0);
    expect(runs[0]).toMatchObject({ part: [0, word, word, 0], bytes: [0, 0, word] });
    if (runs[0]?.id !== undefined) expect(runs[0].id).toMatch(/^019b76da-a800-7/); // 2026-01-01T00:00:00Z
  });
});
