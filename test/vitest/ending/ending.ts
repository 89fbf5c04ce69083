import { App, Queue } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";

const app = new App("ending");
const jobs = Queue.fromName("jobs", { createIfMissing: true });

class PaymentError extends Error {}

const one = app.function({}, async function one() {
  return 1;
});
const busy = app.function({}, async function busy(who: string) {
  console.log(`${who} is about to loop`);
  for (;;);
});
const pay = app.function({}, async function pay() {
  throw new PaymentError("declined");
});
const each = app.function({}, async function each(n: number) {
  return n;
});
const eachWaits = app.function({}, async function eachWaits(_n: number) {
  await jobs.get();
});
const count = app.function({}, async function* count() {
  yield 1;
});
const waits = app.function({}, async function waits() {
  await jobs.get();
});

test("forgets a run", async ({ world }) => {
  void world.run(app, () => one.remote());
});
test("forgets a deployment", async ({ world }) => {
  void world.deploy(app);
});
test("forgets the clock", async ({ world }) => {
  void world.clock.advance({ days: 1 });
});
test("forgets a run after another, which fails", async ({ world }) => {
  await world.run(app, () => one.remote());
  void world.run(app, () => pay.remote());
});
test("forgets to iterate a map", async ({ world }) => {
  await world.run(app, async () => {
    each.map([1, 2]);
  });
});
test("forgets to iterate a starmap", async ({ world }) => {
  await world.deploy(app);
  world.within(() => void each.starmap([[1]], { orderOutputs: false }));
});
test("forgets to iterate a generator", async ({ world }) => {
  await world.run(app, async () => {
    count.remoteGen();
  });
});
test("forgets a loop", async ({ world }) => {
  await world.deploy(app);
  world.within(() => void each.forEach([1]));
});
test("does not forget", async ({ world }) => {
  const running = world.run(app, () => one.remote());
  await world.clock.runUntilIdle();
  await running;
  await world.run(app, async () => {
    const [looped, mapped, counted] = [each.forEach([1]), each.map([1, 2]), count.remoteGen()];
    await looped;
    for await (const _ of mapped) break;
    for await (const _ of counted) void _;
    void one.spawn(); // legal
  });
});
test("has a mock that never comes back", async ({ world }) => {
  world.mock(one, () => world.clock.sleep({ days: 1 }).then(() => 1));
  await world.run(app, async () => {
    const call = await one.spawn();
    await world.clock.advance(1000);
    await call.cancel();
  });
});
test("loops", { timeout: 8000 }, async ({ world }) => {
  await world.run(app, () => busy.remote("Ann"));
});
test("loops in a world that says when it is enough", { timeout: 30_000 }, async () => {
  await using world = await Emulator.start({ watchdogMs: 300 });
  await world
    .run(app, () => busy.remote("Bob"))
    .catch((error: unknown) => {
      throw new Error(`${[...world.logs].map(({ message }) => message).join()}: ${String(error)}`);
    });
});
test("fails while code loops", { timeout: 20_000 }, async ({ world, expect }) => {
  const running = world.run(app, () => busy.remote("Eve"));
  running.catch(() => undefined);
  await world.hold(() => expect(world.events.of("attempt.started")).toHaveLength(3));
});
test("waits in the host", async ({ world }) => {
  await world.run(app, async () => {
    await jobs.get(); // here
  });
});
test("waits for a function that waits", async ({ world }) => {
  await world.run(app, async () => {
    await waits.remote();
  });
});
test("expects an error of a class that is not registered", async ({ world, expect }) => {
  await expect(world.run(app, () => pay.remote())).rejects.toThrow(PaymentError);
});
test('is (called) [oddly]: it\'s $5 + "more" / `x`', async ({ world, expect }) => {
  expect(await world.run(app, () => one.remote())).toBe(2);
});
test("forgets a call in a run", async ({ world }) => {
  await world.run(app, async () => {
    void waits.remote();
  });
});
test("forgets a loop in a run", async ({ world }) => {
  await world.run(app, async () => {
    void eachWaits.forEach([1]);
    await one.remote();
  });
});
