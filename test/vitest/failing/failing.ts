import { App } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("failing");

const step = app.function({ retries: 1 }, async function step(x: number): Promise<number> {
  console.log(`step ${x} at ${new Date().toISOString()}`);
  if (x === 2) throw new RangeError("two is too much");
  return x;
});

test("adds up", async ({ world, expect }) => {
  expect(await world.run(app, () => step.remote(1))).toBe(2);
});

test("fails in a container", async ({ world }) => {
  await world.run(app, () => step.remote(2));
});

test("expects a run that never came", ({ expect }) => {
  expect(step).toHaveRun({ times: 3 });
});

test("expects retries", async ({ world, expect }) => {
  await world.run(app, () => step.remote(2)).catch(() => undefined);
  expect(step).toHaveRetried({ delaysMs: [1000, 1000] });
});

test("has a fault with nothing to hit", async ({ world }) => {
  world.faults.crash(step, { calls: 2 });
  world.faults.crash(step, { calls: 3, optional: true });
  await world.run(app, () => step.remote(1));
});

test("fails by itself, whatever faults there are", async ({ world, expect }) => {
  world.faults.crash(step, { calls: 4 });
  expect(await world.run(app, () => step.remote(1))).toBe(5);
});
