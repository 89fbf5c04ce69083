import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Emulator, type WorldServer } from "modal-emulator/emulator";
import { servePlainly, type PlainServer } from "../support/plain-server.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";
import { app, echo, echoApp } from "./fuzz/echo-app.js";
import { answersIn, sendBytes, type RawAnswer } from "./fuzz/raw-client.js";
import { drawnRequest, headersOf, type DrawnRequest } from "./fuzz/requests.js";

let world: Emulator;
let served: WorldServer;
/** The same app on a server of Node's own. */
let plain: PlainServer;
let url: string;

beforeAll(async () => {
  world = await Emulator.start({ threads: 1, seed: 1 });
  await world.deploy(app);
  url = (await world.within(() => echo.getWebUrl())) ?? "";
  served = await world.serve();
  plain = await servePlainly(echoApp());
});
afterAll(async () => {
  await plain[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Headers that connections decide, and whoever writes the date. */
const OF_CONNECTION = /^(date|connection|keep-alive|transfer-encoding|content-length)$/i;

describe("an app of Express' answers as it does on a server of Node's", () => {
  test("by world.fetch", { timeout: SEARCH_LIMIT_MS }, async () => {
    const ask = async (send: typeof fetch, origin: string, drawn: DrawnRequest): Promise<unknown> => {
      const { method, target, chunks } = drawn;
      const body = chunks.length === 0 ? null : chunks.length === 1 ? (chunks[0] ?? null) : ReadableStream.from(chunks);
      const sent = [...new Headers(headersOf(drawn))];
      const options: RequestInit = { method, headers: sent, body, redirect: "manual", duplex: "half" };
      const response = await send(`${origin}${target}`, options);
      const headers = [...response.headers].filter(([name]) => !OF_CONNECTION.test(name));
      return { status: response.status, text: response.statusText, headers, body: await response.text() };
    };
    await fc.assert(
      fc.asyncProperty(drawnRequest, async (drawn) => {
        const expected = await ask(fetch, `http://127.0.0.1:${plain.port}`, drawn);
        expect(await ask((input, init) => world.fetch(input, init), url, drawn)).toEqual(expected);
      }),
      { numRuns: searchSize(150, 0.5), seed: 1 },
    );
  });

  test("over connections, several requests on each", { timeout: SEARCH_LIMIT_MS }, async () => {
    const requests = fc.array(fc.tuple(drawnRequest, fc.boolean()), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(requests, async (drawn) => {
        const bytes = Buffer.concat(
          drawn.map(([request, isChunked], index) => written(request, isChunked, index === drawn.length - 1)),
        );
        const methods = drawn.map(([{ method }]) => method);
        const [expected, got] = await Promise.all(
          [plain.port, served.port].map(async (port) =>
            answersIn(await sendBytes(port, bytes), methods).map(comparable),
          ),
        );
        expect(got).toEqual(expected);
      }),
      { numRuns: searchSize(150, 0.5), seed: 2 },
    );
  });
});

function comparable({ status, headers, body }: RawAnswer): unknown {
  return { status, headers: headers.filter(([name]) => !OF_CONNECTION.test(name)), body: body.toString() };
}

function written(request: DrawnRequest, isChunked: boolean, isLast: boolean): Buffer {
  const { method, target, chunks } = request;
  const body = Buffer.concat(chunks);
  const headers: [string, string][] = [["Host", "localhost"], ...headersOf(request)];
  if (isLast) headers.push(["Connection", "close"]);
  if (isChunked && chunks.length > 0) headers.push(["Transfer-Encoding", "chunked"]);
  else if (chunks.length > 0) headers.push(["Content-Length", String(body.length)]);
  const head = `${method} ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  const sent = chunks.filter(({ length }) => length > 0);
  const framed = [...sent, new Uint8Array()].flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([Buffer.from(head, "latin1"), ...(isChunked && chunks.length > 0 ? framed : [body])]);
}
