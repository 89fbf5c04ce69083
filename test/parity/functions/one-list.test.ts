// Modal: docs/modal/calling.md#which-call-fits
import { beforeEach, describe, expect, onTestFinished } from "vitest";
import { App, Cls, Function_, method } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("lists");
app.function({}, async function add(a: number, b: number) {
  return a + b;
});
app.function({}, async function first(items: readonly unknown[], limit = 1) {
  return items.slice(0, limit);
});
app.function({}, async function same(items: readonly unknown[]) {
  return items;
});
app.function({}, async function* steps(from: number, to: number) {
  for (let at = from; at < to; at++) yield at;
});
app.cls(
  {},
  class Adder {
    add = method(async (a: number, b: number) => a + b);
  },
);

let warnings: string[] = [];

beforeEach(() => {
  warnings = [];
  const hear = ({ message }: Error): void => void (message.includes("one list") && warnings.push(message));
  process.on("warning", hear);
  onTestFinished(() => void process.off("warning", hear));
});

/** What was warned of, once the process has said so. */
async function heard(): Promise<string[]> {
  await new Promise(setImmediate);
  return warnings;
}

const find = (name: string): Function_ => Function_.fromName("lists", name);

describe("a looked-up function that gets its arguments in one list", () => {
  test("gets the list as its first one, and there is a warning with the right form, once", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      expect(await find("add").remote([2, 3])).toBe("2,3undefined");
      await find("add").remote([4, 5]);
    });
    expect(await heard()).toEqual([
      "`add` has 2 parameters and was given one list, which is its first argument: `add.remote([2, 3])`. " +
        "Write `add.remote(2, 3)`: arguments are not in a list here, as they are in Modal's JavaScript SDK. " +
        "If the list is meant to be the first of them, write `add.remote([2, 3], undefined)`.",
    ]);
  });

  const cases: readonly [string, () => Promise<unknown>, string][] = [
    ["spawn", () => find("add").spawn([2, 3]), "`add.spawn(2, 3)`"],
    ["a text", () => find("add").remote(["a", "b"]), '`add.remote("a", "b")`'],
    ["objects", () => find("add").remote([{ a: 1 }, {}]), "`add.remote(...list)`"],
    ["a variant", () => find("add").withOptions({ cpu: 1 }).remote([2, 3]), "`add.remote(2, 3)`"],
    [
      "a method",
      async () => (await Cls.fromName("lists", "Adder").instance()).method("add").remote([2, 3]),
      "`Adder.add.remote(2, 3)`",
    ],
    [
      "a generator",
      () =>
        Array.fromAsync(Function_.fromName<(...args: unknown[]) => AsyncGenerator>("lists", "steps").remoteGen([1, 3])),
      "`steps.remoteGen(1, 3)`",
    ],
  ];
  test.for(cases)("%s", async ([, call, form], { world }) => {
    await world.deploy(app);
    await world.within(call);
    expect(await heard()).toEqual([expect.stringContaining(`Write ${form}`)]);
  });

  const quiet: readonly [string, () => Promise<unknown>][] = [
    ["a function that takes a list, and more only if it is given", () => find("first").remote([1, 2])],
    ["a function of one parameter", () => find("same").remote([1, 2])],
    ["the list and undefined behind it", () => find("add").remote([2, 3], undefined)],
    ["a list of another length: the others may be optional by their types", () => find("add").remote([1, 2, 3])],
    ["all arguments", () => find("add").remote(2, 3)],
  ];
  test.for(quiet)("no warning: %s", async ([, call], { world }) => {
    await world.deploy(app);
    await world.within(call);
    expect(await heard()).toEqual([]);
  });
});
