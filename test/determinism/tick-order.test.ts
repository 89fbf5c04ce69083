import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("tick-order");

const order = app.function(async function order() {
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(what);
  setImmediate(note("immediate"));
  process.nextTick(note("tick"));
  void Promise.resolve().then(note("microtask"));
  await new Promise((resolve) => setTimeout(resolve, 1));
  process.nextTick(note("tick after timer"));
  void Promise.resolve().then(note("microtask after timer"));
  await new Promise((resolve) => setTimeout(resolve, 1));
  return seen;
});

test("ticks and microtasks take the same turns on any number of threads", async () => {
  const orders: string[][] = [];
  for (const threads of [0, 1, 2]) {
    await using world = await Emulator.start({ threads });
    orders.push(await world.run(app, () => order.remote()));
  }
  expect(orders).toEqual(Array.from({ length: 3 }, () => orders[0]));
});
