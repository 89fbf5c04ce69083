import { once } from "node:events";
import { mkdirSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { App, asgiApp, InvalidError } from "modal-emulator";
import { Emulator, type WorldServer } from "modal-emulator/emulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReportData } from "../../src/report/model/report-data.js";
import { expectRejection } from "../support/expect-error.js";
import { cli } from "../support/run-cli.js";
import { serving } from "../support/serving.js";
import { withMore } from "../../src/report/model/with-more.js";
import { LivePages } from "../../src/report/live/live-pages.js";
import { app as shop, basket, priceOf } from "./apps/shop.js";
import { odd, strange } from "./apps/strange.js";
import { folder, readBack, written } from "./support.js";

const paths = new App("paths");
const everything = paths.function(
  {},
  asgiApp({ customDomains: ["prices.example"] }, function everything() {
    return (request) => new Response(`mine: ${new URL(request.url).pathname}`);
  }),
);

interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** A request with any headers, as `fetch` does not send it. */
async function ask(url: string, headers: http.OutgoingHttpHeaders = {}, method = "GET"): Promise<Answer> {
  const request = http.request(url, { headers, method }).end();
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

async function dataFrom(url: string, after?: number): Promise<{ data: ReportData; next: number }> {
  const response = await fetch(`${url}/_modal/data${after === undefined ? "" : `?after=${after}`}`);
  expect(response.status).toBe(200);
  return (await response.json()) as { data: ReportData; next: number };
}

/** Numbers of events that a page is told, as they come. */
async function changesOf(url: string): Promise<{ next(): Promise<number>; stop(): void }> {
  const abort = new AbortController();
  const response = await fetch(`${url}/_modal/changes`, { signal: abort.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    next: async () => {
      for (;;) {
        const found = /data: (\d+)\n\n/.exec(text);
        if (found) {
          text = text.slice(found.index + found[0].length);
          return Number(found[1]);
        }
        text += (await reader?.read())?.value ?? "";
      }
    },
    stop: () => abort.abort(),
  };
}

describe("a world with its page", () => {
  let world: Emulator;
  let server: WorldServer;
  let stop: () => Promise<void> = async () => {};

  beforeAll(async () => {
    world = await Emulator.start({ threads: 1, offline: true });
    await world.deploy(shop);
    await world.deploy(paths);
    server = await world.serve({ report: true });
    stop = () => world.close();
  });
  afterAll(() => stop());

  test("the page is that of reports, and finds its data", async () => {
    const { status, headers, text } = await ask(`${server.url}/_modal`);
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toContain('<script id="report-data" type="text/plain" data-live="/_modal/data"></script>');
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("the data are those of a report; later only what has been added", async () => {
    const file = join(folder(), "report.html");
    await world.report(file);
    const first = await dataFrom(server.url);
    expect(first.data).toEqual(await readBack(file));
    expect(first.next).toBe(first.data.events.length);
    await world.within(() => priceOf.remote(2));
    const more = await dataFrom(server.url, first.next);
    expect(more.data.events[0]?.seq).toBe(first.next);
    expect(more.data.events.map(({ type }) => type)).toContain("input.ended");
    expect(Object.keys(more.data.calls)).toHaveLength(1);
    await world.report(file);
    expect(withMore(first.data, more.data)).toEqual(await readBack(file));
    const none = await dataFrom(server.url, more.next);
    expect([none.data.events, none.next]).toEqual([[], more.next]);
  });

  test("piece by piece, as a page asks for them, they come to those of a report", async () => {
    const calls: readonly (() => Promise<unknown>)[] = [
      () => priceOf.remote(13).catch(() => undefined),
      () => basket.remote([1, 13, 2]).catch(() => undefined),
      () => world.fetch("https://prices.example/"),
      () => world.clock.advance(86_400_000),
      () => odd.remote("late"),
    ];
    let { data: known, next } = await dataFrom(server.url);
    for (const call of calls) {
      if (call === calls.at(-1)) await world.deploy(strange);
      await world.within(call).catch(() => undefined);
      const more = await dataFrom(server.url, next);
      known = withMore(known, more.data);
      next = more.next;
    }
    const { data } = await written(world);
    expect(known).toEqual(data);
    expect(Object.keys(data.stacks).length).toBeGreaterThan(2);
  });

  test("what is asked of another world, which was at this address before, is refused", async () => {
    const { world: id } = (await (await fetch(`${server.url}/_modal/data`)).json()) as { world: string };
    const answers = [id, "", "another"].map((each) => ask(`${server.url}/_modal/data?after=1&world=${each}`));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 409]);
  });

  test("a page hears of what is new, several at a time", async () => {
    const changes = await changesOf(server.url);
    const count = await changes.next();
    expect(count).toBe(world.events.length);
    await world.within(() => priceOf.remote(2));
    let last = await changes.next();
    expect(last).toBeGreaterThan(count);
    while (last < world.events.length) last = await changes.next();
    const { data } = await dataFrom(server.url, count);
    expect(data.events).toHaveLength(last - count);
    changes.stop();
  });

  test.each([
    ["no number", "?after=x", 400],
    ["a negative one", "?after=-1", 400],
    ["no value", "?after=", 400],
    ["more than there are, as of an earlier world", "?after=1000000", 409],
  ])("asking for %s is refused", async (_name, query, status) => {
    expect((await ask(`${server.url}/_modal/data${query}`)).status).toBe(status);
  });

  test.each(["/_modal", "/_modal/data", "/_modal/changes"])(
    "%s is for this machine, and for its own page",
    async (path) => {
      const url = `${server.url}${path}`;
      for (const host of ["evil.example", `evil.example:${server.port}`, "127.0.0.1.evil.example"])
        expect((await ask(url, { host })).status, host).toBe(403);
      for (const method of ["POST", "HEAD", "DELETE", "OPTIONS"]) expect((await ask(url, {}, method)).status).toBe(405);
      if (path !== "/_modal")
        for (const site of ["cross-site", "same-site"])
          expect((await ask(url, { "sec-fetch-site": site })).status).toBe(403);
    },
  );

  test.each(["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])("%s is this machine", async (name) => {
    expect((await ask(`${server.url}/_modal`, { host: `${name}:${server.port}` })).status).toBe(200);
  });

  test("paths of functions are theirs: others, at their names, and at their own ports", async () => {
    const host = "paths-everything.localhost";
    expect((await ask(`${server.url}/_modal`, { host })).text).toBe("mine: /_modal");
    expect((await ask(`${server.url}/_modal/data`, { host: "prices.example" })).text).toBe("mine: /_modal/data");
    expect((await ask(`${server.urlOf(everything)}/_modal`)).text).toBe("mine: /_modal");
    for (const path of ["/_modal/other", "/_modalities", "/_modal/", "//_modal"])
      expect((await ask(`${server.url}${path}`, { host })).text).toBe(`mine: ${path}`);
  });
});

test("a page is not there unless it is asked for", async () => {
  await using world = await Emulator.start({ threads: 1 });
  await world.deploy(paths);
  await using server = await world.serve();
  expect((await ask(`${server.url}/_modal`)).text).toBe("mine: /_modal");
});

test("the only function at the port keeps all paths but those of the page", async () => {
  await using world = await Emulator.start({ threads: 1 });
  await world.deploy(paths);
  await using server = await world.serve({ report: true });
  expect((await ask(`${server.url}/_modal/more`)).text).toBe("mine: /_modal/more");
  expect((await ask(`${server.url}/_modal`)).text).toContain("data-live");
});

test("options that are none", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await expectRejection(
    () => world.serve({ report: "yes" as unknown as boolean }),
    InvalidError,
    'Option "report" of world.serve must be true or false, got "yes".',
  );
  await expectRejection(() => world.serve({ reports: true } as object), InvalidError, "report");
});

test("what cannot be told is an answer, not the end of the server", async () => {
  const fail = (): never => {
    throw new RangeError("Invalid string length");
  };
  const pages = new LivePages({ data: fail, count: fail, subscribe: fail, isOwn: () => false });
  const server = http.createServer((request, response) => void pages.answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    expect(await ask(`http://127.0.0.1:${port}/_modal/data`)).toMatchObject({
      status: 500,
      text: "This cannot be told: RangeError: Invalid string length\n",
    });
    await expect(ask(`http://127.0.0.1:${port}/_modal/changes`)).rejects.toThrow();
  } finally {
    server.close();
  }
});

test("a stream of changes ends with the world", async () => {
  const world = await Emulator.start({ threads: 0 });
  const server = await world.serve({ report: true });
  const changes = await changesOf(server.url);
  expect(await changes.next()).toBe(1);
  const over = changes.next();
  await world.close();
  await expect(over).rejects.toThrow();
});

describe("serve", () => {
  test("says where the page is, and shows what its app does", async () => {
    const { until, stop } = serving("test/cli/apps/site.ts");
    const [, home] = await until(/ {2}home {2}(http:\/\/127\.0\.0\.1:\d+)/);
    const [, port] = await until(/^ {2}timeline {2}http:\/\/127\.0\.0\.1:(\d+)\/_modal$/m);
    await (await fetch(`${home}/x`)).text();
    const { data } = await dataFrom(`http://127.0.0.1:${port}`);
    expect(data.events.filter(({ type }) => type === "web.response")).toMatchObject([{ path: "/x", status: 200 }]);
    expect((await stop()).code).toBe(0);
  });

  test("of all that is deployed, too", async () => {
    const directory = folder();
    const state = join(directory, "state");
    mkdirSync(state);
    expect((await cli(["deploy", "--state", state, "test/report/apps/shop.ts"])).code).toBe(0);
    const { until, stop } = serving("--state", state);
    const [, url] = await until(/^ {2}timeline {2}(http:\/\/127\.0\.0\.1:\d+)\/_modal$/m);
    const { data } = await dataFrom(url ?? "");
    expect(Object.values(data.apps)).toEqual([{ name: "shop", environment: "main" }]);
    expect(data.title).toBe("shop");
    expect((await stop()).code).toBe(0);
  });
});
