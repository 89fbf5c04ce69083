import { App, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectRejection } from "../support/expect-error.js";

const app = new App("strict");

const { prototype: objects } = Object;

const pollute = app.function(async function pollute(how: string): Promise<unknown> {
  switch (how) {
    case "add":
      return Object.assign(Array.prototype, { last: 1 });
    case "replace":
      return Object.assign(Array.prototype, { map: () => [] });
    case "define":
      return Object.defineProperty(objects, "extra", { value: 1, configurable: true });
    case "static":
      Object.keys = () => [];
      return undefined;
    default:
      return Reflect.deleteProperty(Promise.prototype, "then");
  }
});

/** What packages do to what is theirs. */
const override = app.function(async function override(): Promise<unknown> {
  const error = new Error("e");
  error.name = "Named";
  function Old(this: object): void {}
  Old.prototype.toString = () => "old";
  Old.prototype.constructor = Old;
  const list = [1];
  list.push = (...items) => items.length + 10;
  const object: { valueOf?: unknown; toString: () => string } = {};
  object.valueOf = () => 1;
  return [
    String(error),
    String(Reflect.construct(Old, [])),
    list.push(1),
    Object.keys(object),
    [3, 1, 2].toSorted().map((x) => x * 2),
    Math.random(),
    new Date().toISOString(),
    (await import("nanoid")).nanoid().length,
  ];
});

async function eventsOf(options: { strict: boolean; threads: number }): Promise<unknown[]> {
  await using world = await Emulator.start(options);
  await world.run(app, async () => {
    const result = await override.remote();
    expect(result).toEqual([
      "Named: e",
      "old",
      11,
      ["valueOf"],
      [2, 4, 6],
      expect.any(Number),
      "2026-01-01T00:00:00.000Z",
      21,
    ]);
    return result;
  });
  return [...world.events];
}

describe("a strict world", () => {
  test("lets a change of a built-in object fail where it happens, and goes on", async () => {
    await using world = await Emulator.start({ strict: true, threads: 1 });
    await world.run(app, async () => {
      await expectRejection(() => pollute.remote("add"), TypeError, "last", "not extensible");
      await expectRejection(() => pollute.remote("replace"), TypeError, "Array.prototype.map", "strict");
      await expectRejection(() => pollute.remote("define"), TypeError, "extra", "not extensible");
      await expectRejection(() => pollute.remote("static"), TypeError, "keys", "read only");
      expect(await pollute.remote("delete")).toBe(false);
    });
    expect(world.containers()).toHaveLength(1);
  });

  test("runs everything else as any world does, and leaves the threads of other worlds alone", async () => {
    const strict = await eventsOf({ strict: true, threads: 2 });
    expect(await eventsOf({ strict: false, threads: 2 })).toEqual(strict);
    await using world = await Emulator.start({ threads: 1, isolation: "thread" });
    expect(await world.run(app, () => pollute.remote("add"))).toBeInstanceOf(Array);
  });

  test("needs threads", async () => {
    for (const options of [{ threads: 0 }, { isolation: "inline" as const }])
      await expectRejection(
        () => Emulator.start({ strict: true, ...options }),
        InvalidError,
        "threads of its own",
        "frozen",
      );
    // @ts-expect-error no boolean
    await expectRejection(() => Emulator.start({ strict: 1 }), InvalidError, "strict must be true or false");
  });
});
