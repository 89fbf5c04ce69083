import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, vi } from "vitest";
import {
  App,
  ConnectionError,
  currentInputId,
  FunctionTimeoutError,
  InvalidError,
  isLocal,
  SerializationError,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("stand-ins");
const price = app.function({ retries: 2 }, async function price(item: string): Promise<number> {
  throw new Error(`the real price of ${item} is never asked for`);
});
const total = app.function({}, async function total(items: string[]) {
  const prices = await Array.fromAsync(price.map(items));
  return prices.reduce((sum, each) => sum + each, 0);
});
const double = app.function({}, async function double(x: number) {
  return 2 * x;
});
const hasty = app.function({ timeoutMs: 1000 }, async function hasty() {
  return "real";
});
const numbers = app.function({}, async function* numbers(n: number) {
  for (let i = 0; i < n; i++) yield i;
});
const get = app.function(
  {},
  async function get(url: string, init?: { method: string; body: string; headers: Record<string, string> }) {
    const before = Date.now();
    const response = await fetch(url, init);
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get("content-type"),
      ok: response.ok,
      url: response.url,
      took: Date.now() - before,
    };
  },
);
const getAtFirst = app.function({}, async function getAtFirst(url: string) {
  await sleep(1000);
  const response = await fetch(new Request(url, { headers: { "x-by": "request" } }));
  return response.json();
});
const getWithin = app.function({}, async function getWithin(url: string, ms: number) {
  const before = Date.now();
  const error: unknown = await fetch(url, { signal: AbortSignal.timeout(ms) }).catch((reason: unknown) => reason);
  return [error instanceof Error && error.name, Date.now() - before];
});
const getAborted = app.function({}, async function getAborted(url: string) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new RangeError("enough")), 500);
  const late = await fetch(url, { signal: controller.signal }).catch(String);
  const early = await fetch(new Request(url, { signal: AbortSignal.abort() })).catch(
    (error: unknown) => error instanceof Error && error.name,
  );
  return [late, early];
});

describe("world.mock", () => {
  test("answers in the host, with closures and spies, instead of a container", async ({ world }) => {
    const spy = vi.fn((item: string) => item.length);
    world.mock(price, spy);
    expect(await world.run(app, () => total.remote(["tea", "milk"]))).toBe(7);
    expect(spy.mock.calls).toEqual([["tea"], ["milk"]]);
    expect(world.containers(price)).toEqual([]);
    expect(price).toHaveRun({ times: 2 });
  });

  test("is found by the name of app and function, too", async ({ world }) => {
    world.mock("stand-ins/price", () => 5);
    expect(await world.run(app, () => price.remote("tea"))).toBe(5);
  });

  test("is logged", async ({ world }) => {
    world.mock(price, () => 5);
    await world.run(app, () => price.remote("tea"));
    expect(world.events.of("input.mocked")).toEqual([
      expect.objectContaining({ input: world.events.of("input.created")[0]?.input }) as unknown,
    ]);
    expect(world.events.of("attempt.started")).toMatchObject([{ attempt: 1, container: null }]);
  });

  test("may be asynchronous, and may take virtual time", async ({ world }) => {
    world.mock(price, async () => {
      await world.clock.sleep(5000);
      return 5;
    });
    const before = world.clock.now();
    expect(await world.run(app, () => Promise.all([price.remote("tea"), price.remote("milk")]))).toEqual([5, 5]);
    expect(world.clock.now() - before).toBe(5000);
  });

  test("that throws is retried as the function would be", async ({ world }) => {
    let calls = 0;
    world.mock(price, () => {
      if (++calls < 3) throw new RangeError("sold out");
      return calls;
    });
    expect(await world.run(app, () => price.remote("tea"))).toBe(3);
    expect(price).toHaveRetried({ times: 2, delaysMs: [1000, 1000] });
  });

  test("that always throws gives its error to the caller", async ({ world }) => {
    world.mock(price, () => Promise.reject(new RangeError("sold out")));
    await expectRejection(() => world.run(app, () => price.remote("tea")), RangeError, "sold out");
  });

  test("keeps to the function's time limit", async ({ world }) => {
    world.mock(hasty, () => world.clock.sleep(60_000).then(() => "late"));
    await expectRejection(() => world.run(app, () => hasty.remote()), FunctionTimeoutError, "hasty", "timeout of 1s");
  });

  test("may call functions, also the one that it stands in for", async ({ world }) => {
    world.mock(price, async (item: string) => double.remote(item.length));
    expect(await world.run(app, () => price.remote("tea"))).toBe(6);
  });

  test("is replaced by a newer one", async ({ world }) => {
    world.mock(price, () => 1);
    world.mock(price, () => 2);
    expect(await world.run(app, () => price.remote("tea"))).toBe(2);
  });

  test("is not in a container", async ({ world }) => {
    world.mock("stand-ins/price", () => [isLocal(), currentInputId()]);
    expect(await world.run(app, () => price.remote("tea"))).toEqual([true, undefined]);
  });

  test("passes copies, and refuses what cannot cross", async ({ world }) => {
    const kept: string[][] = [];
    world.mock(total, (items: string[]) => kept.push(items));
    const given = ["tea"];
    await world.run(app, () => total.remote(given));
    expect(kept[0]).toEqual(given);
    expect(kept[0]).not.toBe(given);
    world.mock(total, () => (() => 1) as never);
    await expectRejection(() => world.run(app, () => total.remote([])), SerializationError, "result");
  });

  test("stands in for a generator with one of its own", async ({ world }) => {
    world.mock(numbers, function* (n: number) {
      for (let i = 0; i < n; i++) yield 10 * i;
    });
    expect(await world.run(app, () => Array.fromAsync(numbers.remoteGen(3)))).toEqual([0, 10, 20]);
  });

  test("of a generator goes on only as fast as its consumer", async ({ world }) => {
    let made = 0;
    world.mock(numbers, function* () {
      for (made = 0; ; made++) yield made;
    });
    await world.run(app, async () => {
      for await (const item of numbers.remoteGen(3)) {
        await world.clock.advance(1000);
        expect(item).toBe(0);
        break;
      }
    });
    expect(made).toBe(1024);
  });

  test("holds for one world only", async ({ world }) => {
    await using other = await Emulator.start();
    other.mock(double, () => -1);
    expect(await world.run(app, () => double.remote(1))).toBe(2);
  });

  test("refuses what is no function, and names that are none", ({ world }) => {
    expectError(() => world.mock("price", () => 1), InvalidError, '"price"', "app/name");
    // @ts-expect-error not a handle
    expectError(() => world.mock({}, () => 1), InvalidError, "handle");
    // @ts-expect-error no implementation
    expectError(() => world.mock(price, 5), InvalidError, "implementation");
  });
});

describe("world.onFetch", () => {
  test("answers requests of containers", async ({ world }) => {
    world.onFetch("https://shop.example/items", () => Response.json(["tea"], { status: 201 }));
    expect(await world.run(app, () => get.remote("https://shop.example/items"))).toEqual({
      status: 201,
      text: '["tea"]',
      type: "application/json",
      ok: true,
      url: "https://shop.example/items",
      took: 0,
    });
    expect(world.events.of("fetch.answered")).toMatchObject([
      { method: "GET", url: "https://shop.example/items", status: 201 },
    ]);
  });

  test("sees method, headers and body of the request", async ({ world }) => {
    world.onFetch("https://shop.example/*", async (request) =>
      Response.json([request.method, request.headers.get("x-key"), await request.text()]),
    );
    const answer = await world.run(app, () =>
      get.remote("https://shop.example/orders", { method: "POST", body: "two teas", headers: { "x-key": "abc" } }),
    );
    expect(answer.text).toBe('["POST","abc","two teas"]');
  });

  test("sees those of a Request, too", async ({ world }) => {
    world.onFetch("*", (request) => Response.json({ by: request.headers.get("x-by"), url: request.url }));
    expect(await world.run(app, () => getAtFirst.remote("https://shop.example/a?b=c"))).toEqual({
      by: "request",
      url: "https://shop.example/a?b=c",
    });
  });

  test("matches texts with *, regular expressions and URLs", async ({ world }) => {
    world.onFetch("https://a.example/*/item", () => new Response("star"));
    world.onFetch(/^https:\/\/b\.example\/\d+$/, () => new Response("expression"));
    world.onFetch(new URL("https://c.example/"), () => new Response("url"));
    await world.run(app, async () => {
      expect((await get.remote("https://a.example/x/y/item")).text).toBe("star");
      expect((await get.remote("https://b.example/42")).text).toBe("expression");
      expect((await get.remote("https://c.example")).text).toBe("url");
      await expectRejection(() => get.remote("https://a.example/item"), ConnectionError);
      await expectRejection(() => get.remote("https://aXexample/x/item"), ConnectionError);
      await expectRejection(() => get.remote("https://b.example/x"), ConnectionError);
    });
  });

  test("finds the newest that matches", async ({ world }) => {
    world.onFetch("https://a.example/*", () => new Response("old"));
    world.onFetch("https://a.example/new", () => new Response("new"));
    await world.run(app, async () => {
      expect((await get.remote("https://a.example/new")).text).toBe("new");
      expect((await get.remote("https://a.example/other")).text).toBe("old");
    });
  });

  test("matches a global regular expression every time", async ({ world }) => {
    world.onFetch(/a\.example/g, () => new Response("again"));
    await world.run(app, async () => {
      expect((await get.remote("https://a.example/")).text).toBe("again");
      expect((await get.remote("https://a.example/")).text).toBe("again");
    });
  });

  test("passes on what its handler throws", async ({ world }) => {
    world.onFetch("*", () => {
      throw new TypeError("connection reset");
    });
    await expectRejection(() => world.run(app, () => get.remote("https://a.example/")), TypeError, "connection reset");
  });

  test("may take virtual time, and may call functions", async ({ world }) => {
    world.onFetch("*", async () => {
      await world.clock.sleep(2000);
      return new Response(String(await double.remote(4)));
    });
    expect(await world.run(app, () => get.remote("https://a.example/"))).toMatchObject({ text: "8", took: 2000 });
  });

  test("is given up when the request's signal says so, on virtual time", async ({ world }) => {
    world.onFetch("*", async () => {
      await world.clock.sleep(5000);
      return new Response("late");
    });
    expect(await world.run(app, () => getWithin.remote("https://a.example/", 1000))).toEqual(["TimeoutError", 1000]);
    expect(await world.run(app, () => getAborted.remote("https://a.example/"))).toEqual([
      "RangeError: enough",
      "AbortError",
    ]);
  });

  test("must return a Response", async ({ world }) => {
    // @ts-expect-error a text is none
    world.onFetch("*", () => "text");
    await expectRejection(
      () => world.run(app, () => get.remote("https://a.example/")),
      InvalidError,
      "https://a.example/",
      "Response",
    );
  });

  test("refuses an empty pattern and what is no handler", ({ world }) => {
    expectError(() => world.onFetch("", () => new Response()), InvalidError, '"*"');
    // @ts-expect-error no handler
    expectError(() => world.onFetch("*", "text"), InvalidError, "handler");
  });

  test("passes answers without a body", async ({ world }) => {
    world.onFetch("*", () => new Response(null, { status: 204 }));
    expect(await world.run(app, () => get.remote("https://a.example/"))).toMatchObject({ status: 204, text: "" });
  });
});

describe("offline", () => {
  test("refuses what nobody answers with a ConnectionError that says how to answer it", async ({ world }) => {
    await expectRejection(
      () => world.run(app, () => get.remote("https://a.example/x")),
      ConnectionError,
      "GET https://a.example/x",
      'world.onFetch("https://a.example/x"',
      "offline: false",
    );
    expect(world.events.of("fetch.refused")).toMatchObject([{ method: "GET", url: "https://a.example/x" }]);
  });
});

/** A real server that answers after a moment of real time. */
async function withServer(body: (url: string) => Promise<void>): Promise<void> {
  let requests = 0;
  const server: Server = createServer((request, response) => {
    const answer = (): void =>
      void response
        .writeHead(200, { "content-type": "text/plain" })
        .end(`${request.method} ${request.url} ${++requests}`);
    setImmediate(() => setImmediate(answer));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  try {
    await body(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe.each([0, 1])("real requests, with offline: false (threads: %i)", (threads) => {
  test("reach a server of this machine, and time stands still meanwhile", async () => {
    await using world = await Emulator.start({ threads, offline: false });
    await withServer(async (url) => {
      expect(await world.run(app, () => get.remote(`${url}/path`))).toMatchObject({
        status: 200,
        text: "GET /path 1",
        type: "text/plain",
        took: 0,
      });
      expect(world.clock.now()).toBe(Date.parse("2026-01-01T00:00:00Z"));
    });
  });

  test("are still answered by onFetch where it matches", async () => {
    await using world = await Emulator.start({ threads, offline: false });
    await withServer(async (url) => {
      world.onFetch(`${url}/mocked`, () => new Response("mocked"));
      const answers = await world.run(app, () => Promise.all([get.remote(`${url}/mocked`), get.remote(`${url}/real`)]));
      expect(answers.map(({ text }) => text)).toEqual(["mocked", "GET /real 1"]);
    });
  });
});
