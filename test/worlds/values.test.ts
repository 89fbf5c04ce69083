import { deepStrictEqual } from "node:assert";
import { setTimeout as sleep } from "node:timers";
import { App, SerializationError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("values");

const echo = app.function(async function echo(value: unknown): Promise<unknown> {
  return value;
});
const fail = app.function(async function fail(): Promise<void> {
  class Several extends AggregateError {}
  throw new Several([new RangeError("first"), "second"], "several");
});

const url = new URL("https://example.com/?q=1");

describe.each([0, 1])("values that cross, with %i threads", (threads) => {
  test("come out as they went in", async () => {
    await using world = await Emulator.start({ threads });
    const given = { half: new Float16Array([1.5, -2]), urls: [url, url] };
    const got = (await world.run(app, () => echo.remote(given))) as typeof given;
    deepStrictEqual(got, given);
    expect(got.urls[0]).toBe(got.urls[1]);
  });

  test("may be instances of classes that are named like those of Node", async () => {
    await using world = await Emulator.start({ threads });
    class Request {
      id = 7;
    }
    class Server {
      port = 80;
    }
    expect(await world.run(app, () => echo.remote([new Request(), new Server()]))).toEqual([{ id: 7 }, { port: 80 }]);
  });

  test("are refused if nothing would be left of them", async () => {
    await using world = await Emulator.start({ threads });
    const lost: Record<string, unknown> = {
      Blob: new Blob(["a"]),
      File: new File(["a"], "a.txt"),
      FormData: new FormData(),
      Headers: new Headers({ a: "b" }),
      URLSearchParams: new URLSearchParams("a=b"),
      "Map Iterator": new Map([[1, 2]]).values(),
      Generator: (function* () {
        yield 1;
      })(),
      Timeout: sleep(() => {}, 0),
    };
    await world.run(app, async () => {
      for (const [name, value] of Object.entries(lost)) {
        const outcome = await echo.remote(value).catch((error: unknown) => error);
        expect(outcome, name).toBeInstanceOf(SerializationError);
        expect((outcome as Error).message).toContain(`args[0] is a ${name}, which cannot cross`);
      }
    });
  });

  test("errors of classes that extend AggregateError keep what they gather", async () => {
    await using world = await Emulator.start({ threads });
    const error: unknown = await world.run(app, () => fail.remote()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors).toEqual([new RangeError("first"), "second"]);
  });
});
