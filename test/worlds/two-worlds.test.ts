import { App, ClientClosed, Function_, FunctionCall, NotFoundError, type RunningApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectError, expectRejection } from "../support/expect-error.js";
import { app, callHandle, double, echo, getCall, never, tick, wait } from "./apps.js";

const FOREIGN = ["another world's", "`world.within(() => …)`"] as const;

/* Both have the same seed, so that ids of one mean something else in the other. */
describe.each([0, 1])("two worlds side by side, with %i threads:", (threads) => {
  let [one, other]: Emulator[] = [];
  let [inOne, inOther]: RunningApp[] = [];

  beforeEach(async () => {
    [one, other] = [await Emulator.start({ threads }), await Emulator.start({ threads })];
    [inOne, inOther] = [await one.within(() => app.run()), await other.within(() => app.run())];
  });
  afterEach(async () => {
    expect(await inOther?.within(() => double.remote(4))).toBe(8); // whatever happened, the other world works
    await Promise.all([one?.close(), other?.close()]);
  });

  const within = <T>(running: RunningApp | undefined, body: () => T): T => {
    if (!running) throw new TypeError("There is no world yet.");
    return running.within(body);
  };

  test("a call of one is refused by the other, which has another call of that id", async () => {
    const call = await within(inOne, () => wait.spawn(1000));
    const namesake = await within(inOther, () => wait.spawn(2000));
    expect(namesake.functionCallId).toBe(call.functionCallId);
    for (const use of [
      () => call.get(),
      () => call.cancel(),
      () => call.getCallGraph(),
      () => FunctionCall.gather(call),
      () => echo.remote({ call }),
      () => getCall.remote(call),
    ]) {
      await expectRejection(
        () => within(inOther, use),
        NotFoundError,
        `There is no function call ${call.functionCallId} in this world`,
        ...FOREIGN,
      );
    }
    expect([await within(inOne, () => call.get()), await within(inOther, () => namesake.get())]).toEqual([1000, 2000]);
    expect(await within(inOther, () => FunctionCall.fromId(call.functionCallId).get())).toBe(2000); // an id alone is that of the world it is used in
  });

  test("a call that crossed belongs to the world that it crossed in", async () => {
    const call = (await within(inOne, async () => echo.remote(await wait.spawn(1000)))) as FunctionCall<number>;
    expect(await within(inOne, () => getCall.remote(call))).toBe(1000);
    await expectRejection(() => within(inOther, () => call.get()), NotFoundError, ...FOREIGN);
  });

  test("an id of a call that the other does not have is a NotFoundError there", async () => {
    const call = await within(inOne, () => wait.spawn(1000));
    await expectRejection(
      () => within(inOther, () => FunctionCall.fromId(call.functionCallId).get()),
      NotFoundError,
      "There is no function call",
    );
  });

  test("so is a handle that was passed on; handles that a module defines, and look-ups, are anybody's", async () => {
    const handle = (await within(inOne, () => echo.remote(double))) as typeof double;
    const uses: (() => unknown)[] = [
      () => handle.remote(1), () => handle.spawn(1), () => handle.forEach([1]), () => handle.spawnMap([1]), () => Array.fromAsync(handle.map([1])), () => handle.getCurrentStats(),
      () => handle.updateAutoscaler({ minContainers: 1 }), () => handle.hydrate(), () => callHandle.remote(handle, 1),
    ]; // prettier-ignore
    for (const use of uses)
      await expectRejection(
        async () => within(inOther, use),
        NotFoundError,
        "There is no function `double` under the id of this handle",
        ...FOREIGN,
      );
    for (const use of [() => other?.calls(handle), () => other?.containers(handle), () => other?.mock(handle, () => 1)])
      expectError(use, NotFoundError, ...FOREIGN);
    expect(other?.calls()).toEqual([]);
    expect(await within(inOne, () => handle.remote(1))).toBe(2);
    expect(one?.calls(handle)).toHaveLength(1);
    expect(await within(inOther, () => double.remote(1))).toBe(2);
  });

  test("containers use handles that they were given and keep", async () => {
    expect(await within(inOne, () => callHandle.remote(double, 1))).toEqual([2]);
    expect(await within(inOne, () => callHandle.remote(double, 2))).toEqual([4, 4]);
    expect(await within(inOther, () => callHandle.remote(double, 3))).toEqual([6]);
  });

  test("a generator, a map and a promise stay with the world that they were made in, wherever they are awaited", async () => {
    const items = within(inOne, () => tick.remoteGen(3));
    const results = within(inOne, () => double.map([1, 2]));
    const promise = within(inOne, () => wait.remote(500));
    await within(inOther, async () => {
      expect(await Array.fromAsync(items)).toEqual([0, 1, 2]);
      expect(await Array.fromAsync(results)).toEqual([2, 4]);
      expect(await promise).toBe(500);
      expect(await within(inOne, () => double.remote(1))).toBe(2); // inside the other's block
    });
    expect([one?.calls().length, other?.calls().length]).toEqual([4, 0]);
  });

  test("run blocks nest: the innermost world is talked to", async () => {
    const small = new App("small");
    await one?.run(small, async () => {
      await other?.run(small, () => within(inOther, () => double.remote(1)));
      await within(inOne, () => double.remote(2));
    });
    expect([one?.calls().length, other?.calls().length]).toEqual([1, 1]);
  });

  test("a mock answers in its own world, and may call another", async () => {
    one?.mock(double, (x: number) => within(inOther, () => wait.remote(x)));
    expect(await within(inOne, () => double.remote(7))).toBe(7);
    expect(await within(inOther, () => double.remote(7))).toBe(14);
    expect(other?.calls(wait)).toHaveLength(1);
  });

  test("what is deployed in one is not found in the other, even by a handle that was used before", async () => {
    await one?.deploy(app, { name: "deployed" });
    const handle = Function_.fromName<typeof double>("deployed", "double");
    expect(await one?.within(() => handle.remote(2))).toBe(4);
    await expectRejection(
      async () => other?.within(() => handle.remote(2)),
      NotFoundError,
      '"double" of app "deployed"',
      "deploy the app first",
    );
  });

  test("closing one rejects what waits there, and nothing in the other", async () => {
    const lost = [within(inOne, () => never.remote()), within(inOne, () => Array.fromAsync(tick.remoteGen(100)))].map(
      (promise) => expectRejection(() => promise, ClientClosed, "closed while this call was waiting"),
    );
    const kept = within(inOther, () => Promise.all([wait.remote(60_000), Array.fromAsync(double.map([1, 2]))]));
    await one?.clock.advance(10);
    await one?.close();
    await Promise.all(lost);
    expect(await kept).toEqual([60_000, [2, 4]]);
  });
});
