// Modal: docs/modal/web-endpoints.md#requests
import { describe, expect, test } from "vitest";
import { App, asgiApp, wsgiApp, type FetchApp, type NodeApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { app, chatty, chattyNode, fetchHandlers, node, nodeHandlers, web } from "./apps/bad-answers.js";
import { answersIn, sendBytes } from "./fuzz/raw-client.js";

/** What both wrappers give. */
type WebApp =
  | ReturnType<typeof asgiApp<() => FetchApp | Promise<FetchApp>>>
  | ReturnType<typeof wsgiApp<() => NodeApp | Promise<NodeApp>>>;

const kinds = [
  ["fetch handlers", web, Object.keys(fetchHandlers)],
  ["handlers of Node's kind", node, Object.keys(nodeHandlers)],
] as const;

describe.each([0, 1])("what a handler does wrong, threads: %i", (threads) => {
  test.each(kinds)("%s: before the head it is a 500, afterwards the body breaks off", async (_, fn, paths) => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.run(app, async () => {
      const url = await fn.getWebUrl();
      for (const path of paths.filter((each) => each !== "/fine")) {
        const response = await world.fetch(`${url}${path}`);
        if (path.startsWith("/early/")) {
          expect([response.status, await response.text()], path).toEqual([500, "Internal Server Error"]);
          expect(response.headers.getSetCookie(), path).toEqual([]);
        } else {
          expect(response.status, path).toBe(200);
          await expect(response.text(), path).rejects.toThrow("terminated");
        }
        expect(await (await world.fetch(`${url}/fine`)).text(), path).toBe("fine");
      }
    });
    const failures = world.calls(fn).filter(({ inputs: [input] }) => input?.status === "FAILURE");
    expect(failures).toHaveLength(paths.length - 1);
  });

  test.each(kinds)("%s: the same over a connection", async (_, fn, paths) => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.deploy(app);
    await using server = await world.serve();
    const port = Number(new URL(server.urlOf(fn)).port);
    const ask = async (path: string): Promise<string> =>
      String(await sendBytes(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`));
    for (const path of paths.filter((each) => each !== "/fine")) {
      const got = await ask(path);
      if (path.startsWith("/early/")) expect(got, path).toMatch(/^HTTP\/1.1 500 .*\r\n\r\nInternal Server Error$/s);
      else expect(got, path).toMatch(/^HTTP\/1.1 200 (?!.*\r\n0\r\n\r\n$)/s);
      expect(got, path).not.toContain("stolen");
      expect(await ask("/fine"), path).toMatch(/fine$/);
    }
  });
});

test.each([
  ["fetch handlers", chatty],
  ["handlers of Node's kind", chattyNode],
])("what they say about a connection stays inside: %s", async (_, fn) => {
  await using world = await Emulator.start({ threads: 0, seed: 1 });
  await world.deploy(app);
  await using server = await world.serve();
  const port = Number(new URL(server.urlOf(fn)).port);
  for (const path of ["/whole", "/chunked"]) {
    const ask = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;
    const answers = answersIn(await sendBytes(port, `${ask}\r\n${ask}Connection: close\r\n\r\n`));
    expect(answers.map(({ status, body }) => [status, String(body)])).toEqual([
      [200, "fine"],
      [200, "fine"],
    ]);
    const names = answers[0]?.headers.map(([name]) => name.toLowerCase());
    expect(names).toContain("x-own");
    for (const name of ["upgrade", "trailer", "te", "proxy-connection"]) expect(names).not.toContain(name);
    expect(answers[0]?.headers).not.toContainEqual(["keep-alive", "timeout=1"]);
  }
});

/** Factories that make no app, and what they are told. */
const FACTORIES: [what: string, wrap: () => WebApp, message: RegExp][] = [
  ["nothing", () => asgiApp(() => undefined as never), /made no app: .* it returned undefined/],
  ["nothing, of Node's kind", () => wsgiApp(() => undefined as never), /made no app: .* it returned undefined/],
  ["a text", () => asgiApp(() => "app" as never), /made no app: .* it returned "app"/],
  [
    "an object without a handler",
    () => asgiApp(() => ({ fetch: 1 }) as never),
    /made no app: .* it returned an object/,
  ],
  ["nothing, later", () => asgiApp(async () => null as never), /made no app: .* it returned null/],
  [
    "hooks that are none",
    () => asgiApp(() => ({ fetch: () => new Response(), websocket: 5 }) as never),
    /`websocket` must/,
  ],
  ["Express for fetch", () => asgiApp(() => express() as never), /wrap its factory with `wsgiApp`/],
  ["Hono for Node", () => wsgiApp(() => new Hono() as never), /An app with `fetch` belongs into `asgiApp`/],
  ["Koa itself", () => wsgiApp(() => new Koa() as never), /return what its `callback\(\)` gives/],
  ["Fastify itself", () => wsgiApp(() => fastify() as never), /await its `ready\(\)` and return its `routing`/],
  [
    "an error",
    () =>
      asgiApp((): FetchApp => {
        throw new RangeError("out of tea");
      }),
    /out of tea/,
  ],
  ["a rejection", () => wsgiApp(async () => Promise.reject(new RangeError("out of tea"))), /out of tea/],
];

test.each(FACTORIES)("a factory that makes no app: %s", async (_, wrap, message) => {
  const bad = new App("no-app", { module: import.meta.url });
  bad.function({ name: "site", isolation: "inline" }, wrap());
  await using world = await Emulator.start({ threads: 0 });
  await world.run(bad, async () => {
    const response = await world.fetch("/");
    expect([response.status, await response.text()]).toEqual([500, "modal-http: the container could not start"]);
    await expect(world.websocket("/").opened).rejects.toThrow("refused with status 500");
  });
  for (const { inputs } of world.calls())
    expect(inputs[0]?.error).toMatchObject({ message: expect.stringMatching(message) });
});

const UPGRADES: [what: string, wrap: () => WebApp, status: number][] = [
  ["a fetch handler that answers", () => asgiApp(() => () => new Response("page")), 200],
  ["a fetch handler that refuses", () => asgiApp(() => () => new Response(null, { status: 426 })), 426],
  [
    "a handler of Node's kind",
    () => wsgiApp(() => (_request, response) => void response.writeHead(404).end("no")),
    404,
  ],
  ["an app of Express'", () => wsgiApp(() => express()), 404],
  [
    "hooks that refuse",
    () =>
      asgiApp(() => ({
        fetch: () => new Response(),
        websocket: { upgrade: () => new Response("no", { status: 403 }) },
      })),
    403,
  ],
  [
    "hooks that throw",
    () =>
      asgiApp(() => ({
        fetch: () => new Response(),
        websocket: {
          upgrade: () => {
            throw new Response("no", { status: 401 });
          },
        },
      })),
    401,
  ],
];

test.each(UPGRADES)("a WebSocket where there is none: %s", async (_, wrap, status) => {
  const plain = new App("no-sockets", { module: import.meta.url });
  plain.function({ name: "site", isolation: "inline" }, wrap());
  await using world = await Emulator.start({ threads: 0 });
  await world.deploy(plain);
  await expect(world.websocket("/").opened).rejects.toThrow(`refused with status ${status}`);
  await using server = await world.serve();
  const handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
  const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const got = await sendBytes(server.port, `GET / HTTP/1.1\r\nHost: localhost\r\n${handshake}${key}\r\n`);
  expect(String(got)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test("a status beyond 599, which Node's kind can give, arrives", async () => {
  const rare = new App("rare", { module: import.meta.url });
  rare.function(
    { name: "site", isolation: "inline" },
    wsgiApp(() => (_request, response) => void response.writeHead(799, "Odd").end("x")),
  );
  await using world = await Emulator.start({ threads: 0 });
  await world.deploy(rare);
  await using server = await world.serve();
  for (const response of [await world.fetch("/"), await fetch(server.url)])
    expect([response.status, response.ok, response.statusText, await response.text()]).toEqual([
      799,
      false,
      "Odd",
      "x",
    ]);
});
