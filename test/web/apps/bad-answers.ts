import { setTimeout as sleep } from "node:timers/promises";
import { createServer, type ServerResponse } from "node:http";
import { App, asgiApp, concurrent, wsgiApp } from "modal-emulator";

export const app = new App("bad-answers");
const INJECTED = "a\r\nset-cookie: stolen=1";

/** A class that only says that it is a Response. */
function likeResponse(parts: object): Response {
  const like = { status: 200, statusText: "", headers: new Headers(), body: null, bodyUsed: false, ...parts };
  return Object.assign(like, { [Symbol.toStringTag]: "Response" }) as never;
}

const used = (): Response => {
  const response = new Response("once");
  void response.text();
  return response;
};
const locked = (): Response => {
  const response = new Response("once");
  response.body?.getReader();
  return response;
};
const never = (): never => {
  throw new RangeError("out of tea");
};
const broken = (): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async pull(controller) {
      controller.enqueue(new TextEncoder().encode("half"));
      await sleep(10);
      controller.error(new RangeError("out of tea"));
    },
  });

/** By path: what a handler of the web platform's kind may do wrong. */
export const fetchHandlers: Record<string, () => unknown> = {
  "/fine": () => new Response("fine"),
  // before there is a head
  "/early/injected-header": () => new Response("", { headers: { "x-name": INJECTED } }),
  "/early/injected-name": () => new Response("", { headers: { [INJECTED]: "x" } }),
  "/early/injected-status": () => new Response("", { statusText: INJECTED }),
  "/early/like-injected-header": () => likeResponse({ headers: [["x-name", INJECTED]] }),
  "/early/like-injected-status": () => likeResponse({ statusText: INJECTED }),
  "/early/like-status": () => likeResponse({ status: 1000 }),
  "/early/like-informational": () => likeResponse({ status: 100 }),
  "/early/error-response": () => Response.error(),
  "/early/used": used,
  "/early/locked": locked,
  "/early/nothing": () => undefined,
  "/early/text": () => "text",
  "/early/promise-of-nothing": () => Promise.resolve(null),
  "/early/throws": never,
  "/early/rejects": () => Promise.reject(new RangeError("out of tea")),
  "/early/throws-nothing": () => {
    throw undefined;
  },
  "/early/getter": () =>
    likeResponse({
      headers: new Headers(),
      get body() {
        return never();
      },
    }),
  // afterwards
  "/late/breaks": () => new Response(broken()),
  "/late/too-long": () => new Response("longer", { headers: { "content-length": "2" } }),
  "/late/too-short": () => new Response("half", { headers: { "content-length": "10" } }),
  "/late/no-length": () => new Response("half", { headers: { "content-length": "ten" } }),
  "/late/two-lengths": () => {
    const response = new Response("half", { headers: { "content-length": "4" } });
    response.headers.append("content-length", "9");
    return response;
  },
  "/late/texts": () => new Response(ReadableStream.from<unknown>(["half", "text"]) as ReadableStream<Uint8Array>),
};

export const web = app.function(
  {},
  concurrent(
    { maxInputs: 10 },
    asgiApp(function web() {
      return (request) => (fetchHandlers[new URL(request.url).pathname] ?? never)() as Response;
    }),
  ),
);

/** Headers that are about a connection, which the app does not have. */
const OF_CONNECTION: Record<string, string> = {
  connection: "close, upgrade",
  upgrade: "h2c",
  "keep-alive": "timeout=1",
  trailer: "x-sum",
  te: "trailers",
  "proxy-connection": "close",
};

export const chatty = app.function(
  {},
  asgiApp(function chatty() {
    return ({ url }) => {
      const encoding: Record<string, string> = url.endsWith("/chunked") ? { "transfer-encoding": "chunked" } : {};
      return new Response("fine", { headers: { ...OF_CONNECTION, ...encoding, "x-own": "1" } });
    };
  }),
);
export const chattyNode = app.function(
  {},
  wsgiApp(function chattyNode() {
    return ({ url }, response) => {
      for (const [name, value] of Object.entries(OF_CONNECTION))
        if (name !== "connection" && name !== "upgrade") response.setHeader(name, value);
      response.setHeader("x-own", "1");
      if (url === "/chunked") response.write("fi");
      response.end(url === "/chunked" ? "ne" : "fine");
    };
  }),
);

/** The same for one of Node's kind. */
export const nodeHandlers: Record<string, (response: ServerResponse) => unknown> = {
  "/fine": (response) => response.end("fine"),
  "/early/injected-header": (response) => response.setHeader("x-name", INJECTED).end(),
  "/early/injected-name": (response) => response.setHeader(INJECTED, "x").end(),
  "/early/injected-status": (response) => response.writeHead(200, INJECTED).end(),
  "/early/status": (response) => response.writeHead(1000).end(),
  "/early/garbage": (response) => response.socket?.end("garbage\r\n\r\n"),
  "/early/injected-raw": (response) => response.socket?.end("HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n"),
  "/early/two-lengths": (response) =>
    response.socket?.end("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
  "/early/long-head": (response) => response.setHeader("x-long", "x".repeat(100_000)).end(),
  "/early/switches": (response) => response.writeHead(101, { connection: "upgrade", upgrade: "x" }).end(),
  "/early/switches-alone": (response) => response.writeHead(101).end(),
  "/early/closes": (response) => response.socket?.end(),
  "/early/destroys": (response) => response.destroy(),
  "/early/throws": never,
  "/early/rejects": async () => never(),
  "/early/throws-later": () => void setTimeout(never, 10),
  "/late/closes": (response) => {
    response.write("half");
    setTimeout(() => response.socket?.end(), 10);
  },
  "/late/destroys": (response) => {
    response.write("half");
    setTimeout(() => response.destroy(), 10);
  },
  "/late/throws": (response) => {
    response.write("half");
    setTimeout(never, 10);
  },
  "/late/too-short": (response) => response.writeHead(200, { "content-length": 10 }).end("half"),
  "/late/broken-chunk": (response) => {
    response.socket?.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n");
  },
};

export const node = app.function(
  {},
  concurrent(
    { maxInputs: 10 },
    wsgiApp(function node() {
      return createServer((request, response) => void (nodeHandlers[request.url ?? ""] ?? never)(response));
    }),
  ),
);
