import { MessagePort } from "node:worker_threads";
import { serialize } from "node:v8";
import { App, Dict, SerializationError, batched, method, parameter } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, beforeEach, expect, test } from "vitest";

const app = new App("uncloneable-messages");

/** Not as such in the code of the app, which is to cross. */
const mark = ["not to", "be copied"].join(" ");

/** What no port takes; long enough that it does not cross as a text. */
const unsendable = (): string => mark.padEnd(9000, ".");

/** Lets every port of this thread refuse messages with that, as ports do with what is too large. @returns how to end it */
function refuse(): () => void {
  const prototype = MessagePort.prototype as { postMessage: (...args: unknown[]) => void };
  const { postMessage } = prototype;
  prototype.postMessage = function (message, ...others) {
    let bytes = Buffer.alloc(0);
    try {
      bytes = serialize(message);
    } catch {
      // a message with ports: not one of those
    }
    if (bytes.includes(mark)) throw new DOMException("It could not be cloned.", "DataCloneError");
    Reflect.apply(postMessage, this, [message, ...others]);
  };
  return () => {
    prototype.postMessage = postMessage;
  };
}

const echo = app.function(async function echo(text: string): Promise<number> {
  return text.length;
});
const answers = app.function(async function answers(isBad: boolean): Promise<string> {
  refuse();
  return isBad ? unsendable() : "good";
});
const fails = app.function(async function fails(): Promise<void> {
  refuse();
  throw new Error(unsendable());
});
const items = app.function(async function* items() {
  refuse();
  yield "first";
  yield unsendable();
});
const says = app.function(async function says(): Promise<string> {
  refuse();
  console.log(unsendable());
  return "said";
});
const asks = app.function(async function asks(): Promise<unknown> {
  refuse();
  const first = await echo.remote(unsendable()).catch((error: unknown) => error);
  return [first instanceof SerializationError && first.message, await echo.remote("four")];
});
const reads = app.function(async function reads(): Promise<unknown> {
  const dict = Dict.fromName("texts");
  const first = await dict.get("bad").catch((error: unknown) => error);
  return [first instanceof SerializationError && first.message, await dict.get("good")];
});
const lengths = app.function(
  batched({ maxBatchSize: 2, waitMs: 10 }, async function lengths(texts: string[]): Promise<number[]> {
    return texts.map(({ length }) => length);
  }),
);
const Reader = app.cls(
  class Reader {
    text = parameter({ type: "string" });

    read = method(async (): Promise<number> => this.text.length);
  },
);

let end = (): void => undefined;
beforeEach(() => {
  end = refuse();
});
afterEach(() => end());

const FAILURES: Readonly<Record<string, [call: () => Promise<unknown>, message: string]>> = {
  "a result": [() => answers.remote(true), "The result of `answers` could not be brought from its thread"],
  "an error": [() => fails.remote(), "The result of `fails` could not be brought from its thread"],
  "an item": [() => Array.fromAsync(items.remoteGen()), "An item of `items` could not be brought from its thread"],
  arguments: [() => echo.remote(unsendable()), "The arguments of `echo` could not be brought to its thread"],
  "arguments of a batch": [
    () => lengths.remote(unsendable()),
    "The arguments of `lengths` could not be brought to its thread",
  ],
  parameters: [
    () => new Reader({ text: unsendable() }).read.remote(),
    "What a container of `Reader` starts from could not be brought to its thread",
  ],
};

test.each(Object.entries(FAILURES))("%s that cannot cross fails its own call only", async (_, [call, message]) => {
  await using world = await Emulator.start({ threads: 1 });
  await world.run(app, async () => {
    const others = [echo.remote("good"), answers.remote(false)];
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SerializationError);
    expect(String(error)).toContain(message);
    expect(String(error)).toContain("could not be cloned");
    expect(await Promise.all(others)).toEqual([4, "good"]);
    expect(await echo.remote("later")).toBe(5);
    expect(await new Reader({ text: "good" }).read.remote()).toBe(4);
  });
});

test("among many inputs only that one fails", async () => {
  await using world = await Emulator.start({ threads: 1 });
  const found = await world.run(app, () =>
    Array.fromAsync(answers.map([false, true, false], { returnExceptions: true })),
  );
  expect(found.map((each) => (each instanceof Error ? each.constructor : each))).toEqual([
    "good",
    SerializationError,
    "good",
  ]);
});

test("what a container asks for, and is answered, fails that request only", async () => {
  await using world = await Emulator.start({ threads: 1 });
  await world.run(app, async () => {
    expect(await asks.remote()).toEqual([
      expect.stringContaining("What goes with `call.invoke` of `asks` could not be brought from its thread"),
      4,
    ]);
    const dict = Dict.fromName("texts", { createIfMissing: true });
    await dict.put("bad", unsendable());
    await dict.put("good", "good");
    expect(await reads.remote()).toEqual([
      expect.stringContaining("The answer to a request of `reads` could not be brought to its thread"),
      "good",
    ]);
  });
});

test("the log says that a text could not cross", async () => {
  await using world = await Emulator.start({ threads: 1 });
  expect(await world.run(app, () => says.remote())).toBe("said");
  expect(world.events.of("log").map(({ text }) => text)).toEqual([
    expect.stringMatching(/^\(A text of \d+ characters: .*could not be cloned/),
  ]);
});
