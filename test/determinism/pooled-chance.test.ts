import { nanoid } from "nanoid";
import { expect, test } from "vitest";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("pooled-chance");

const name = app.function({}, async function name(_index: number): Promise<string> {
  return nanoid();
});

async function names(threads: number): Promise<unknown[]> {
  await using world = await Emulator.start({ threads, seed: 3 });
  return await world.run(app, () => Array.fromAsync(name.map([1, 2, 3, 4, 5])));
}

test("ids of a package that keeps a pool of random bytes come from each container's seed, on any number of threads and in every world", async () => {
  const reference = await names(0);
  expect(new Set(reference).size).toBe(5);
  for (const threads of [0, 1, 2, 1]) expect(await names(threads)).toEqual(reference);
});
