import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { App, asgiApp, type FetchApp } from "modal-emulator";
import { Emulator, type WorldServer } from "modal-emulator/emulator";
import { servePlainly, type PlainServer } from "../support/plain-server.js";
import { app, echo, echoApp } from "./fuzz/echo-app.js";
import { answersIn, sendBytes } from "./fuzz/raw-client.js";

const fetchers = new App("fetchers", { module: import.meta.url });
const plainly = fetchers.function(
  { name: "plainly", isolation: "inline" },
  asgiApp((): FetchApp => async (request) => {
    const { method, url } = request;
    return Response.json({ method, url: new URL(url).pathname, body: await request.text() });
  }),
);

let world: Emulator;
let served: WorldServer;
/** The same app of Express' on a server of Node's own. */
let plain: PlainServer;
beforeAll(async () => {
  world = await Emulator.start({ threads: 0, seed: 1 });
  await world.deploy(app);
  await world.deploy(fetchers);
  served = await world.serve();
  plain = await servePlainly(echoApp());
});
afterAll(async () => {
  await plain[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const portOf = (fn: typeof echo | typeof plainly): number => Number(new URL(served.urlOf(fn)).port);
const HOST = "Host: localhost\r\n";
const CLOSE = `${HOST}Connection: close\r\n`;

/** Requests that are no good, what they are answered with, and whether the client closes its side after them. */
const BAD: [what: string, bytes: string, statuses: readonly number[], ends?: boolean][] = [
  ["no HTTP", "hello\r\n\r\n", [400]],
  ["a method that is none", `FETCH / HTTP/1.1\r\n${HOST}\r\n`, [400]],
  ["a version that is none", `GET / HTTP/9.9\r\n${HOST}\r\n`, [400]],
  ["a space in the path", `GET /a b HTTP/1.1\r\n${HOST}\r\n`, [400]],
  ["a path with bytes that are not ASCII", `GET /\xfc HTTP/1.1\r\n${HOST}\r\n`, [400]],
  ["a path without a slash", `GET a/b HTTP/1.1\r\n${HOST}\r\n`, [400]],
  ["a header without a colon", `GET / HTTP/1.1\r\n${HOST}broken\r\n\r\n`, [400]],
  ["a header with a space in its name", `GET / HTTP/1.1\r\n${HOST}x y: 1\r\n\r\n`, [400]],
  ["a NUL in a header", `GET / HTTP/1.1\r\n${HOST}x: a\0b\r\n\r\n`, [400]],
  ["a line feed alone in a header", `GET / HTTP/1.1\r\n${HOST}x: a\nb\r\n\r\n`, [400]],
  ["a carriage return alone in a header", `GET / HTTP/1.1\r\n${HOST}x: a\rb\r\n\r\n`, [400]],
  ["no host", "GET / HTTP/1.1\r\n\r\n", [400]],
  ["a header of 20 kB", `GET / HTTP/1.1\r\n${HOST}x: ${"x".repeat(20_000)}\r\n\r\n`, [431]],
  ["a path of 20 kB", `GET /${"x".repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, [431]],
  ["a length that is none", `POST / HTTP/1.1\r\n${HOST}Content-Length: ten\r\n\r\n0123456789`, [400]],
  ["a negative length", `POST / HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`, [400]],
  ["two lengths", `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, [400]],
  [
    "a length, and chunks",
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  ["an encoding after chunks", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, [400]],
  ["another encoding of the transfer", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: identity\r\n\r\n`, [400]],
  ["a chunk with a size that is none", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, [400]],
  ["a request in the body of another", `GET / HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\nabGARBAGE\r\n\r\n`, [400]],
  ["half a head", `GET / HTTP/1.1\r\n${HOST}x: `, [400], true],
  ["less of a body than was said", `POST / HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nabc`, [400], true],
  ["half a chunk", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n9\r\nabc`, [400], true],
  ["a tunnel", `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`, []],
];

describe("a request that is no good is refused, and the next one is answered", () => {
  test.each(BAD)("%s", async (_, bytes, statuses, ends = false) => {
    for (const fn of [echo, plainly]) {
      const got = answersIn(await sendBytes(portOf(fn), bytes, ends)).map(({ status }) => status);
      expect(got).toEqual(statuses);
      const [next] = answersIn(await sendBytes(portOf(fn), `GET /next HTTP/1.1\r\n${CLOSE}\r\n`));
      expect(next?.status).toBe(200);
    }
  });
});

/** Requests that are rare, but all right. */
const ODD: [what: string, bytes: string, methods?: readonly string[]][] = [
  ["TRACE", `TRACE /x HTTP/1.1\r\n${CLOSE}\r\n`],
  ["GET with a body", `GET / HTTP/1.1\r\n${CLOSE}Content-Length: 3\r\n\r\nabc`],
  ["DELETE with a body", `DELETE / HTTP/1.1\r\n${CLOSE}Content-Length: 3\r\n\r\nabc`],
  ["POST without any", `POST / HTTP/1.1\r\n${CLOSE}\r\n`],
  ["POST with an empty one", `POST / HTTP/1.1\r\n${CLOSE}Content-Length: 0\r\n\r\n`],
  [
    "chunks",
    `POST / HTTP/1.1\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n`,
  ],
  ["no chunk", `PUT / HTTP/1.1\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  [
    "a body that waits to be asked for",
    `POST / HTTP/1.1\r\n${CLOSE}Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc`,
  ],
  ["dot segments", `GET /a/../../b/./c/%2e%2e/%2E/etc?x=../y HTTP/1.1\r\n${CLOSE}\r\n`],
  ["backslashes and slashes", `GET //evil.example//a\\..\\b HTTP/1.1\r\n${CLOSE}\r\n`],
  ["escapes of all kinds", `GET /%00%0d%0aX:%20y/%2F%5c%zz%?%00=%0a HTTP/1.1\r\n${CLOSE}\r\n`],
  ["a fragment", `GET /a?b#c HTTP/1.1\r\n${CLOSE}\r\n`],
  ["an absolute target", `GET http://localhost/a/../b?c=d HTTP/1.1\r\n${CLOSE}\r\n`],
  ["an asterisk", `OPTIONS * HTTP/1.1\r\n${CLOSE}\r\n`],
  ["a request line without a version", `GET /oldest\r\n${CLOSE}\r\n`],
  ["HTTP/1.0", `GET /old HTTP/1.0\r\n${HOST}\r\n`],
  [
    "an upgrade to HTTP/2",
    `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n`,
  ],
  ["empty lines before", `\r\n\r\nGET / HTTP/1.1\r\n${CLOSE}\r\n`],
  [
    "header lines of all kinds",
    `GET / HTTP/1.1\r\n${CLOSE}X-Empty:\r\nX-Space:   a  b  \r\nX-Twice: 1\r\nx-twice: 2\r\nx-high: \xe9\r\n\r\n`,
  ],
  [
    "several at once",
    `GET /1 HTTP/1.1\r\n${HOST}\r\nHEAD /2 HTTP/1.1\r\n${HOST}\r\nPOST /3 HTTP/1.1\r\n${HOST}Content-Length: 1\r\n\r\naGET /4 HTTP/1.1\r\n${CLOSE}\r\n`,
    ["GET", "HEAD", "POST", "GET"],
  ],
];

describe("a request that is rare reaches an app of Express' as it was sent", () => {
  test.each(ODD)("%s", async (_, bytes, methods = []) => {
    const [expected, got] = await Promise.all(
      [plain.port, portOf(echo)].map(async (port) =>
        answersIn(await sendBytes(port, bytes), methods).map(({ status, body }) => [status, body.toString()]),
      ),
    );
    expect(got).toEqual(expected);
    expect(got).not.toEqual([]);
  });

  test("and one of fetch handlers, if there can be a Request of it", async () => {
    const seen: Record<string, unknown> = {};
    for (const [what, bytes, methods = []] of ODD)
      seen[what] = answersIn(await sendBytes(portOf(plainly), bytes), methods).map(
        ({ status, body }) => `${status} ${body.toString()}`,
      );
    const got = (method: string, url: string, body = ""): string => `200 ${JSON.stringify({ method, url, body })}`;
    expect(seen).toEqual({
      TRACE: ["400 Bad Request"],
      "GET with a body": [got("GET", "/")],
      "DELETE with a body": [got("DELETE", "/", "abc")],
      "POST without any": [got("POST", "/")],
      "POST with an empty one": [got("POST", "/")],
      chunks: [got("POST", "/", "abcde")],
      "no chunk": [got("PUT", "/")],
      "a body that waits to be asked for": [got("POST", "/", "abc")],
      "dot segments": [got("GET", "/b/etc")],
      "backslashes and slashes": [got("GET", "//evil.example//b")],
      "escapes of all kinds": [got("GET", "/%00%0d%0aX:%20y/%2F%5c%zz%")],
      "a fragment": [got("GET", "/a")],
      "an absolute target": [got("GET", "/b")],
      "an asterisk": [got("OPTIONS", "/")],
      "a request line without a version": [got("GET", "/oldest")],
      "HTTP/1.0": [got("GET", "/old")],
      "an upgrade to HTTP/2": [got("GET", "/")],
      "empty lines before": [got("GET", "/")],
      "header lines of all kinds": [got("GET", "/")],
      "several at once": [got("GET", "/1"), "200 ", got("POST", "/3", "a"), got("GET", "/4")],
    });
  });
});
