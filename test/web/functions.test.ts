// Modal: docs/modal/web-endpoints.md, docs/modal/calling.md
import { createServer } from "node:http";
import connect from "connect";
import express from "express";
import fastify from "fastify";
import { H3 } from "h3";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, vi } from "vitest";
import {
  App,
  asgiApp,
  batched,
  concurrent,
  Cron,
  enter,
  experimental,
  InvalidError,
  method,
  webServer,
  wsgiApp,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../support/expect-error.js";

const app = new App("web-functions");
const answer = () => new Response("here");

const plain = app.function(
  {},
  asgiApp(function plain() {
    return answer;
  }),
);
const labelled = app.function(
  {},
  asgiApp({ label: "my-label", customDomains: ["Api.Example.com"] }, function labelled() {
    return { fetch: answer };
  }),
);
const node = app.function(
  {},
  concurrent(
    { maxInputs: 5 },
    wsgiApp(function node() {
      return (_request, response) => void response.end("node");
    }),
  ),
);
const Site = app.cls(
  {},
  class Site {
    title = "none";
    load = enter(() => {
      this.title = "loaded";
    });
    home = asgiApp(() => () => new Response(this.title));
    double = method((n: number) => 2 * n);
  },
);
test("a web function is reached by its address, which its handle knows", async ({ world }) => {
  expect(plain.webUrl).toBeUndefined();
  await world.run(app, async () => {
    expect(plain.webUrl).toBe("https://emulator--web-functions-plain-dev.modal.run");
    expect(await plain.getWebUrl()).toBe(plain.webUrl);
    expect(await labelled.getWebUrl()).toBe("https://emulator--my-label-dev.modal.run");
    for (const url of [plain.webUrl, labelled.webUrl, "https://api.example.com"])
      expect(await (await world.fetch(`${url}/x`)).text(), url).toBe("here");
    expect(await (await world.fetch(await node.getWebUrl())).text()).toBe("node");
  });
  expect(world.events.of("web.response").map(({ host, path, status, bytes }) => [host, path, status, bytes])).toEqual([
    ["emulator--web-functions-plain-dev.modal.run", "/x", 200, 4],
    ["emulator--my-label-dev.modal.run", "/x", 200, 4],
    ["api.example.com", "/x", 200, 4],
    ["emulator--web-functions-node-dev.modal.run", "/", 200, 4],
  ]);
});

test("methods of classes answer, after `enter`", async ({ world }) => {
  await world.run(app, async () => {
    const site = new Site();
    expect(await site.home.getWebUrl()).toBe("https://emulator--web-functions-site-home-dev.modal.run");
    expect(await (await world.fetch(await site.home.getWebUrl())).text()).toBe("loaded");
    expect(await site.double.remote(4)).toBe(8);
  });
});

test("a deployed one keeps its address through deployments, and has no suffix", async ({ world }) => {
  await world.deploy(app);
  await world.within(async () => {
    const url = "https://emulator--web-functions-plain.modal.run";
    expect(await plain.getWebUrl()).toBe(url);
    await app.deploy();
    expect(await (await world.fetch(url)).text()).toBe("here");
  });
});

test("environments and long names are part of the address", async ({ world }) => {
  const long = new App("a-shop-with-a-very-long-name-that-goes-on", { module: import.meta.url });
  const answers = long.function(
    { isolation: "inline" },
    asgiApp(function answersAllQuestions() {
      return answer;
    }),
  );
  await world.run(
    long,
    async () => {
      const url = await answers.getWebUrl();
      expect(url).toMatch(
        /^https:\/\/emulator-staging--a-shop-with-a-very-long-name-that-goe-[0-9a-f]{7}\.modal\.run$/,
      );
      expect(new URL(url).hostname.split(".")[0]).toHaveLength(63);
      expect((await world.fetch(url)).status).toBe(200);
    },
    { environment: "staging" },
  );
});

test("it has no `remote` and its like, but `local`", async ({ world }) => {
  expect(plain.local()).toBe(answer);
  await world.run(app, async () => {
    const untyped = plain as unknown as Record<"remote" | "spawn" | "map", (...args: unknown[]) => never>;
    for (const call of ["remote", "spawn"] as const)
      await expectRejection(async () => untyped[call](), InvalidError, "`plain` is a webhook", `\`${call}\``);
    await expectRejection(
      async () => {
        for await (const _ of untyped.map([1]) as AsyncIterable<unknown>) void _;
      },
      InvalidError,
      "`plain` is a webhook",
    );
  });
});

test("two functions of an app cannot have one address; another app takes it over, with a warning", async ({
  world,
}) => {
  const twice = new App("twice", { module: import.meta.url });
  for (const name of ["one", "two"])
    twice.function(
      { name, isolation: "inline" },
      asgiApp({ label: "same" }, () => answer),
    );
  await expectRejection(
    () => world.deploy(twice),
    InvalidError,
    "`one` and `two`",
    "emulator--same.modal.run",
    "label",
  );
  const first = new App("first", { module: import.meta.url });
  const second = new App("second", { module: import.meta.url });
  const one = first.function(
    { name: "one", isolation: "inline" },
    asgiApp({ label: "shared" }, () => answer),
  );
  second.function(
    { name: "two", isolation: "inline" },
    asgiApp({ label: "shared" }, () => () => new Response("second")),
  );
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  await world.deploy(first);
  await world.deploy(second);
  expect(warned.mock.calls.map(([warning]) => warning)).toEqual([
    'emulator--shared.modal.run now leads to `two` of app "second", and no longer to `one` of app "first".',
  ]);
  warned.mockRestore();
  expect(await (await world.fetch("https://emulator--shared.modal.run")).text()).toBe("second");
  expect(await world.within(() => one.getWebUrl())).toBeUndefined();
});

describe("what is refused", () => {
  const bad = new App("bad", { module: import.meta.url });
  const factory = (): (() => Response) => answer;

  test.for<[what: string, wrap: () => unknown, ...fragments: string[]]>([
    ["an unknown option", () => asgiApp({ labell: "x" } as never, factory), "labell", '"label"'],
    ["a text instead of options", () => asgiApp("x" as never, factory as never), 'label: "x"'],
    ["a label that no host can have", () => asgiApp({ label: "My Label" }, factory), "lower-case", '"My Label"'],
    ["a label that is too long", () => wsgiApp({ label: "x".repeat(64) }, () => () => {}), "at most 63"],
    ["domains that are no list", () => asgiApp({ customDomains: "a.com" as never }, factory), "customDomains", "list"],
    ["a domain that is a URL", () => asgiApp({ customDomains: ["https://a.com"] }, factory), "https://a.com"],
    ["a switch that is none", () => asgiApp({ requiresProxyAuth: 1 as never }, factory), "requiresProxyAuth"],
    ["a factory with parameters", () => asgiApp(((request: Request) => request) as never), "no parameters"],
    ["a generator", () => asgiApp(function* pages() {} as never), "`pages` is a generator"],
    ["no function", () => wsgiApp({}, "app" as never), "takes a function", '"app"'],
    ["two wrappers", () => wsgiApp(asgiApp(factory) as never), "answers web requests already"],
    ["what is batched", () => asgiApp(batched(10, async (n: number[]) => n) as never), "batched"],
    ["what is in an app", () => asgiApp(plain as never), "swap the order of the decorators"],
    ["a port that is none", () => webServer(0, () => {}), "from 1 to 65535"],
    ["a port that is too large", () => webServer(70_000, () => {}), "from 1 to 65535"],
    ["a time that is none", () => webServer(80, { startupTimeoutMs: 0 }, () => {}), "startupTimeoutMs"],
    ["retries", () => bad.function({ name: "f", retries: 0 }, asgiApp(factory)), "web function", "retries"],
    [
      "what is batched afterwards",
      () => bad.function({ name: "f" }, batched(10, asgiApp(factory) as never) as never),
      "neither batched nor in a cluster",
    ],
    [
      "a cluster",
      () => bad.function({ name: "f" }, experimental.clustered({ size: 2 }, asgiApp(factory)) as never),
      "neither batched nor in a cluster",
    ],
    [
      "retries of a class",
      () =>
        bad.cls(
          { retries: 1 },
          class Retried {
            page = asgiApp(factory);
          },
        ),
      "`page` answers web requests",
      "retries",
    ],
    ["a schedule", () => bad.function({ name: "f", schedule: new Cron("* * * * *") }, asgiApp(factory)), "schedule"],
  ])("%s", ([, wrap, ...fragments]) => {
    expectError(wrap, InvalidError, ...fragments);
  });
});

test("a mock cannot stand in for a web function, and says what can", async ({ world }) => {
  expectError(() => world.mock(plain as never, () => 1), InvalidError, "`plain` answers web requests", "world.onFetch");
  world.mock("web-functions/plain", () => 1, { optional: true });
  await world.run(app, async () => {
    await expectRejection(() => world.fetch(plain.webUrl ?? ""), InvalidError, "`plain` is mocked", "world.onFetch");
    await using server = await world.serve();
    const refused = await fetch(server.urlOf(plain));
    expect([refused.status, await refused.text()]).toEqual([500, expect.stringContaining("`plain` is mocked")]);
  });
});

describe("an app itself is no function that makes one", () => {
  const apps: Readonly<Record<string, unknown>> = {
    Hono: new Hono(),
    H3: new H3(),
    Express: express(),
    Connect: connect(),
    Koa: new Koa(),
    Fastify: fastify(),
    "a server of Node's": createServer(),
    "an object with fetch": { fetch: answer },
  };

  test.for(Object.keys(apps))("%s", (name) => {
    const made = apps[name];
    const text = "itself";
    for (const [wrap, use] of [
      [asgiApp, "wrap it in a function that returns it, as in `asgiApp(function web() { return app; })`"],
      [wsgiApp, "wrap it in a function that returns it, as in `wsgiApp(function web() {"],
    ] as const) {
      expectError(() => wrap(made as never), InvalidError, text, use);
      expectError(() => Reflect.apply(wrap, undefined, [{ label: "a" }, made]) as unknown, InvalidError, text, use);
    }
    const use = "wrap it in a function that starts it, as in `webServer(8000, function web() {";
    expectError(() => webServer(8000, made as never), InvalidError, text, use);
    expectError(() => webServer(8000, {}, made as never), InvalidError, text, use);
  });
});

test("a class whose constructor has arguments answers no requests", async ({ world }) => {
  const many = new App("many", { module: import.meta.url });
  many.cls(
    { isolation: "inline" },
    class Many {
      readonly size: number;
      constructor(size: number) {
        this.size = size;
      }
      page = asgiApp(() => answer);
    },
  );
  await world.run(many, async () => {
    const refused = await world.fetch("/");
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("class Many has arguments")]);
  });
});
