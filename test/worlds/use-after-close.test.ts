import { App, ClientClosed, type FunctionCall, type RunningApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectRejection } from "../support/expect-error.js";
import { app, double, echo, never, tick, wait } from "./apps.js";

interface Closed {
  readonly world: Emulator;
  readonly running: RunningApp;
  readonly call: FunctionCall<number>;
  readonly handle: typeof double;
}

async function close(threads: number): Promise<Closed> {
  const world = await Emulator.start({ threads });
  const running = await world.within(() => app.run());
  const [call, handle] = await running.within(
    async () => [await wait.spawn(1000), (await echo.remote(double)) as typeof double] as const,
  );
  await world.close();
  return { world, running, call, handle };
}

/** Everything that would change the world or ask it for something. */
const REFUSED: Readonly<Record<string, (closed: Closed) => unknown>> = {
  "world.run": ({ world }) => world.run(new App("another"), () => 1),
  "world.deploy": ({ world }) => world.deploy(app),
  "world.hold": ({ world }) => world.hold(() => 1),
  "world.mock": ({ world }) => world.mock(double, () => 1),
  "world.onFetch": ({ world }) => world.onFetch("*", () => new Response("")),
  "world.secrets.set": ({ world }) => world.secrets.set("name", {}),
  "clock.advance": ({ world }) => world.clock.advance(1),
  "clock.advanceTo": ({ world }) => world.clock.advanceTo("2027-01-01T00:00:00Z"),
  "clock.sleep": ({ world }) => world.clock.sleep(1),
  "clock.runUntilIdle": ({ world }) => world.clock.runUntilIdle(),
  remote: ({ running, handle }) => running.within(() => handle.remote(1)),
  "remote of a module's handle": ({ running }) => running.within(() => double.remote(1)),
  spawn: ({ running }) => running.within(() => double.spawn(1)),
  map: ({ running }) => running.within(() => Array.fromAsync(double.map([1]))),
  starmap: ({ running }) => running.within(() => Array.fromAsync(double.starmap([[1]]))),
  forEach: ({ running }) => running.within(() => double.forEach([1])),
  spawnMap: ({ running }) => running.within(() => double.spawnMap([1])),
  remoteGen: ({ running }) => running.within(() => Array.fromAsync(tick.remoteGen(1))),
  getCurrentStats: ({ running }) => running.within(() => double.getCurrentStats()),
  updateAutoscaler: ({ running }) => running.within(() => double.updateAutoscaler({ minContainers: 1 })),
  "FunctionCall.get": ({ running, call }) => running.within(() => call.get()),
  "FunctionCall.cancel": ({ running, call }) => running.within(() => call.cancel()),
  "FunctionCall.getCallGraph": ({ running, call }) => running.within(() => call.getCallGraph()),
  "app.run": ({ world }) => world.within(() => new App("another").run()),
  "app.deploy": ({ world }) => world.within(() => app.deploy()),
  "App.lookup": ({ world }) => world.within(() => App.lookup("worlds")),
};

describe.each([0, 1])("after its end, a world with %i threads", (threads) => {
  test("refuses whatever would change it or ask it for something", async () => {
    const closed = await close(threads);
    for (const [name, use] of Object.entries(REFUSED)) {
      const outcome: unknown = await Promise.resolve()
        .then(() => use(closed))
        .catch((error: unknown) => error);
      expect(outcome, name).toBeInstanceOf(ClientClosed);
      expect((outcome as Error).message, name).toMatch(/[Tt]his world is closed/);
    }
  });

  test("still says what happened, and can be closed again", async () => {
    const { world, running } = await close(threads);
    expect(world.events.of("app.started")).toHaveLength(1);
    expect([
      world.seed,
      world.calls().length,
      world.containers(wait).length,
      [...world.logs],
      world.clock.now(),
      world.clock.pending().length > 0,
    ]).toEqual([0, 2, 1, [], Date.parse("2026-01-01"), true]);
    expect([world.within(() => 5), running.within(() => double.local(2)) instanceof Promise]).toEqual([5, true]);
    await running.stop();
    await running[Symbol.asyncDispose]();
    await Promise.all([world.close(), world[Symbol.asyncDispose]()]);
    expect(String(await world.doctor((fresh) => fresh.run(app, () => double.remote(1))))).toContain("Deterministic"); // it opens worlds of its own
  });

  test("has rejected what was in flight, once, and lets iterators be left", async () => {
    const world = await Emulator.start({ threads });
    const running = await world.within(() => app.run());
    const items = running.within(() => tick.remoteGen(100));
    const results = running.within(() => wait.map([1, 2, 1_000_000]))[Symbol.asyncIterator]();
    expect([await items.next(), await results.next()]).toEqual([
      { value: 0, done: false },
      { value: 1, done: false },
    ]);
    const waiting: (() => unknown)[] = [
      () => never.remote(),
      () => wait.spawn(5).then((call) => call.get()),
      () => double.forEach([1, 2]),
      () => world.clock.advance({ days: 400 }),
      () => results.next().then(() => results.next()),
    ];
    const outcomes = waiting.map((wait) => expectRejection(async () => running.within(wait), ClientClosed, "closed"));
    await world.close();
    await Promise.all(outcomes);
    await expectRejection(() => items.next(), ClientClosed, "closed");
    expect([await items.next(), await items.return(undefined), await results.return?.()]).toEqual(
      Array(3).fill({ value: undefined, done: true }),
    );
  });

  test("does not fail a loop that is left after it", async () => {
    await using world = await Emulator.start({ threads });
    const seen: number[] = [];
    const running = await world.within(() => app.run());
    for await (const item of running.within(() => tick.remoteGen(100))) {
      seen.push(item);
      await world.close();
      break;
    }
    await using second = await Emulator.start({ threads });
    const again = await second.within(() => app.run());
    for await (const result of again.within(() => double.map([1, 2, 3]))) {
      seen.push(result);
      await second.close();
      break;
    }
    expect(seen).toEqual([0, 2]);
  });
});
