// Modal: docs/modal/web-endpoints.md#addresses
import express from "express";
import { describe, expect, vi } from "vitest";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { App, asgiApp, concurrent, InvalidError, wsgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../support/expect-error.js";

const app = new App("reaching");
const site = app.function(
  {},
  asgiApp({ customDomains: ["site.example.com"] }, function site() {
    return async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/bank") {
        const body = JSON.stringify({ amount: 3 });
        const answer = await fetch("https://bank.example/pay", { method: "POST", body, headers: { "x-id": "7" } });
        return new Response(await answer.text(), { status: answer.status });
      }
      if (pathname === "/link") return new Response(new URL("/next", request.url).href);
      if (pathname === "/gone") return new Response(null, { status: 404 });
      return new Response(`site ${pathname}`);
    };
  }),
);
const slowly = app.function(
  {},
  asgiApp(function slowly() {
    async function* words() {
      yield "some";
      await sleep(1000);
      yield "more";
    }
    return ({ url }) =>
      new Response(ReadableStream.from(words()).pipeThrough(new TextEncoderStream()), { headers: { "x-url": url } });
  }),
);
const node = app.function(
  {},
  wsgiApp(function node() {
    return express().get("/", (request, response) => void response.send(request.protocol));
  }),
);
const asks = app.function({}, async function asks(url: string) {
  const response = await fetch(url, { method: "POST", body: "from inside" });
  return `${response.status} ${await response.text()}`;
});

describe.each([0, 1])("threads: %i", (threads) => {
  test("`fetch` of the test reaches a world's web functions, and all else goes where it went before", async () => {
    const before = globalThis.fetch;
    {
      await using world = await Emulator.start({ threads, offline: true });
      await world.run(app, async () => {
        for (const url of [await site.getWebUrl(), "https://site.example.com"])
          expect(await (await fetch(`${url}/a`)).text()).toBe("site /a");
        expect(await (await fetch(new Request(`${await site.getWebUrl()}/b`))).text()).toBe("site /b");
        expect((await fetch("https://emulator--nobody.modal.run")).status).toBe(404);
        expect(await (await fetch("data:,here")).text()).toBe("here");
      });
    }
    expect(globalThis.fetch).toBe(before);
  });

  test("`fetch` of containers does, too, also offline; stand-ins come first", async () => {
    await using world = await Emulator.start({ threads, offline: true });
    await world.run(app, async () => {
      const url = await site.getWebUrl();
      expect(await asks.remote(`${url}/c`)).toBe("200 site /c");
      expect(await asks.remote("https://site.example.com/d")).toBe("200 site /d");
      expect(await asks.remote("https://emulator--nobody.modal.run/")).toBe("404 modal-http: invalid function call");
      world.onFetch(`${url}/*`, async (request) => new Response(`instead of ${await request.text()}`));
      expect(await asks.remote(`${url}/e`)).toBe("200 instead of from inside");
    });
  });
});

test("of several worlds, that in sight is meant, or the newest that has the address", async () => {
  await using first = await Emulator.start({ seed: 1 });
  await using second = await Emulator.start({ seed: 2 });
  await first.deploy(app);
  const url = "https://emulator--reaching-site.modal.run/x";
  expect((await fetch(url)).status).toBe(200);
  await second.deploy(app);
  await fetch(url);
  await first.within(() => fetch(url));
  expect([first, second].map((world) => world.calls(site).length)).toEqual([2, 1]);
});

test("what replaces `fetch` meanwhile stays, and what was behind it works on", async ({ world }) => {
  await world.run(app, async () => {
    const own = vi.fn(globalThis.fetch);
    vi.stubGlobal("fetch", own);
    expect(await (await fetch(`${await site.getWebUrl()}/f`)).text()).toBe("site /f");
    expect(own).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});

test("requests to stand-ins are recorded, with what they were answered", async ({ world }) => {
  world.onFetch("https://bank.example/*", () => new Response("paid", { status: 202 }));
  await world.run(app, async () => {
    expect((await world.fetch(`${await site.getWebUrl()}/bank`)).status).toBe(202);
  });
  const [request, ...others] = world.requests();
  expect(others).toEqual([]);
  expect(request).toMatchObject({ method: "POST", url: "https://bank.example/pay", status: 202 });
  expect([request?.json(), request?.headers.get("x-id")]).toEqual([{ amount: 3 }, "7"]);
  expect(world.requests("https://bank.example/*")).toHaveLength(1);
  expect(world.requests(/other/)).toEqual([]);
});

test("where several patterns match, the handler that was added last answers", async ({ world }) => {
  world.onFetch("https://bank.example/*", () => new Response("first"), { optional: true });
  world.onFetch("*", () => new Response("second"));
  await world.run(app, async () => {
    expect(await (await world.fetch(`${await site.getWebUrl()}/bank`)).text()).toBe("second");
  });
});

test("`toHaveServed` counts answers by status, path and method", async ({ world }) => {
  await world.run(app, async () => {
    expect(site).not.toHaveServed();
    const url = await site.getWebUrl();
    for (const path of ["/a", "/a", "/gone"]) await (await world.fetch(`${url}${path}`)).text();
    await world.fetch(`${url}/a`, { method: "POST" });
  });
  expect(site).toHaveServed();
  expect(site).toHaveServed({ times: 4 });
  expect(site).toHaveServed({ path: "/a", status: 200, times: 3 });
  expect(site).toHaveServed({ path: "/a", method: "POST", times: 1 });
  expect(site).toHaveServed({ status: 404 });
  expect(() => expect(site).toHaveServed({ path: "/b" })).toThrow(
    "expected `site` to have served /b, but it has served GET /a 200, GET /a 200, GET /gone 404, POST /a 200",
  );
  for (const [wrong, ...parts] of [
    [{ stat: 200 }, '"stat"'],
    [{ status: "200" }, '"200"'],
    [{ status: 7 }, "7"],
    [{ path: "a" }, '"/tea"'],
    [{ method: "get" }, "capitals"],
  ] as const)
    expectError(() => expect(site).toHaveServed(wrong as never), InvalidError, ...parts);
});

test("`toHaveServed` counts answers that are complete, whether or not all of them was read", async ({ world }) => {
  await world.run(app, async () => {
    const url = await slowly.getWebUrl();
    const ask = async (path: string): Promise<Response> => world.fetch(`${url}${path}`);
    await ask("/unread");
    const read = (await ask("/half")).body?.getReader();
    await read?.read();
    await world.clock.advance(10_000);
    await read?.cancel();
    await (await ask("/left")).body?.cancel();
    const leaving = new AbortController();
    const left = world.fetch(`${url}/at-once`, { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toThrow("aborted");
    await world.clock.advance(10_000);
  });
  const served = world.events.of("web.response").map(({ path, status, bytes }) => [path, status, bytes]);
  expect(served).toEqual([
    ["/half", 200, 8],
    ["/unread", 200, 8],
    ["/left", 200, 4],
    ["/at-once", 0, 0],
  ]);
  expect(slowly).toHaveServed({ path: "/half", status: 200, times: 1 });
});

test.each(["#part", "/a?b=1#part", "#"])("fragments stay with their client: %s", async (rest) => {
  await using world = await Emulator.start({ threads: 0 });
  await world.run(app, async () => {
    const url = `${await slowly.getWebUrl()}${rest}`;
    for (const init of [undefined, { method: "POST" }]) {
      const response = await world.fetch(url, init);
      expect([response.url, response.headers.get("x-url")]).not.toContainEqual(expect.stringContaining("#"));
      await response.body?.cancel();
    }
    await expect(world.fetch(url.replace("//", "//user:password@"))).rejects.toThrow("credentials");
  });
});

test("an app lists its web functions", () => {
  const listed = new App("listed", { module: import.meta.url });
  listed.function(
    { name: "home" },
    asgiApp(() => () => new Response()),
  );
  listed.function({ name: "plain" }, () => 1);
  listed.cls(
    {},
    class Shop {
      price = asgiApp(() => () => new Response());
    },
  );
  expect(listed.registeredWebEndpoints).toEqual(["home", "Shop.price"]);
});

test("a container that is gone leaves the requests that it has open", async ({ world }) => {
  world.faults.crash(crashing, { afterMs: 5000 });
  await world.run(app, async () => {
    const call = await crashing.spawn(await steady.getWebUrl());
    await world.clock.advance(20_000);
    await call.cancel();
    await world.clock.advance(20_000);
  });
  expect([...world.logs].map(({ message }) => message)).toContain("left by AbortError");
  expect(world.calls(steady).every(({ inputs }) => inputs[0]?.status === "SUCCESS")).toBe(true);
});

/** Answers for as long as it is heard. */
const steady = app.function(
  {},
  concurrent(
    { maxInputs: 10 },
    asgiApp(function steady() {
      return ({ signal }) => {
        signal.addEventListener("abort", () => console.log(`left by ${signal.reason.name}`));
        return new Response(
          new ReadableStream({
            async pull(controller) {
              await sleep(1000, undefined, { signal });
              controller.enqueue(new Uint8Array(1));
            },
          }),
        );
      };
    }),
  ),
);
const crashing = app.function({}, async function crashing(url: string) {
  for await (const _ of (await fetch(url)).body ?? []) void _;
});

test("an app makes links of the address under which its client has reached it", async ({ world }) => {
  await world.run(app, async () => {
    const url = await site.getWebUrl();
    expect(await (await world.fetch(`${url}/link`)).text()).toBe(`${url}/next`);
    await using server = await world.serve();
    const own = server.urlOf(site);
    expect(await (await fetch(`${own}/link`)).text()).toBe(`${own}/next`);
    const named = `http://reaching-site-dev.localhost:${server.port}`;
    const { body } = await asked(server.port, { path: "/link", headers: { host: new URL(named).host } });
    expect(body).toBe(`${named}/next`);
    const { body: viaNode } = await asked(Number(new URL(server.urlOf(node)).port), { path: "/" });
    expect([await (await world.fetch(await node.getWebUrl())).text(), viaNode]).toEqual(["https", "http"]);
  });
});

/** A request with a `Host` of its own, which `fetch` does not let through. */
async function asked(port: number, options: http.RequestOptions): Promise<{ body: string }> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get({ host: "127.0.0.1", port, ...options }, resolve).on("error", reject);
  });
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return { body };
}
