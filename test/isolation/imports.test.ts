import { expect } from "vitest";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";

const app = new App("imports");

const computed = app.function({}, async function computed(name: string): Promise<number> {
  const { answer } = (await import(`./parts/${name}.mjs`)) as { answer: number };
  return answer;
});
const builtIn = app.function({}, async function builtIn(name: string): Promise<string[]> {
  const { setTimeout: sleep } = (await import(name)) as { setTimeout(ms: number): Promise<void> };
  await sleep(60_000);
  return [new Date().toISOString()];
});

class QuotaError extends RangeError {
  left = 3;
}
const overdrawn = app.function({}, async function overdrawn(): Promise<void> {
  throw new QuotaError("no more");
});
const echo = app.function({}, async function echo(value: unknown): Promise<unknown> {
  return value;
});

test("a computed relative import means what it means in the user's file", async ({ world }) => {
  expect(await world.run(app, () => computed.remote("answer"))).toBe(42);
});

test("a computed name of a built-in module gives the container's own", async ({ world }) => {
  expect(await world.run(app, () => builtIn.remote("timers/promises"))).toEqual(["2026-01-01T00:01:00.000Z"]);
});

test.each([0, 1])(
  "an error of a class that extends a built-in one arrives as that one (threads: %i)",
  async (threads) => {
    await using world = await Emulator.start({ threads });
    const error: unknown = await world.run(app, () => overdrawn.remote()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: "no more", left: 3 });
  },
);

test("what is nested too deeply to cross is refused as such", async ({ world }) => {
  let deep: unknown[] = [];
  for (let level = 0; level < 200_000; level++) deep = [deep];
  await expect(world.run(app, () => echo.remote(deep))).rejects.toMatchObject({
    name: "SerializationError",
    message: "args is nested too deeply to cross between caller and container: 1000 levels do.",
  });
});
