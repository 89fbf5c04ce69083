import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { App, asgiApp } from "modal-emulator";
import { WebSocket as WsClient } from "ws";

export const app = new App("world-connections");

/** Takes a minute; its WebSocket, too. */
export const echo = app.function(
  {},
  asgiApp(function echo() {
    return {
      async fetch(request: Request) {
        await sleep(60_000);
        const { pathname } = new URL(request.url);
        if (pathname === "/moved") return new Response(null, { status: 302, headers: { location: "/there" } });
        const text = `${request.method} ${pathname} ${request.headers.get("x-own") ?? ""} ${await request.text()}`;
        return new Response(text, { headers: { "x-scheme": request.url.split(":")[0] ?? "" } });
      },
      websocket: {
        message: (peer: { send(text: string): void }, message: { text(): string }) => {
          setTimeout(() => peer.send(`echo of ${message.text()}`), 60_000);
        },
      },
    };
  }),
);

interface Way {
  readonly ask: (host: string) => Promise<unknown>;
  readonly expected: unknown;
  readonly minutes?: number;
}

async function textOf(request: http.ClientRequest): Promise<string> {
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  return `${response.statusCode} ${(await response.setEncoding("utf8").toArray()).join("")}`;
}

export const WAYS: Readonly<Record<string, Way>> = {
  "https.get": { ask: (host) => textOf(https.get(`https://${host}/a?b=c`)), expected: "200 GET /a  " },
  "http.get": { ask: (host) => textOf(http.get(`http://${host}/a`)), expected: "200 GET /a  " },
  "https.request with a body": {
    ask: (host) => {
      const options = { host, method: "POST", path: "/b", headers: { "x-own": "1" } };
      return textOf(https.request(options).end("tea"));
    },
    expected: "200 POST /b 1 tea",
  },
  "https.request with a body in pieces": {
    ask: async (host) => {
      const request = https.request({ host, method: "PUT" });
      const answered = textOf(request);
      for (const piece of ["one", "two"]) {
        request.write(piece);
        await sleep(60_000);
      }
      request.end();
      return answered;
    },
    expected: "200 PUT /  onetwo",
    minutes: 2,
  },
  "a large body": {
    ask: async (host) => (await textOf(https.request({ host, method: "PUT" }).end("x".repeat(3_000_000)))).length,
    expected: 3_000_011,
  },
  "an agent of its own, with a limit": {
    ask: (host) => {
      const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
      return Promise.all(["/1", "/2"].map((path) => textOf(https.get({ host, path, agent }))));
    },
    expected: ["200 GET /1  ", "200 GET /2  "],
    minutes: 2,
  },
  "redirects are the client's matter": { ask: (host) => textOf(https.get(`https://${host}/moved`)), expected: "302 " },
  "no such function": {
    ask: async () => (await textOf(https.get("https://emulator--none.modal.run/"))).slice(0, 39),
    expected: "404 modal-http: invalid function call",
    minutes: 0,
  },
  "time is up": {
    ask: async (host) => {
      const request = https.get(`https://${host}/`, { timeout: 10_000 });
      request.on("timeout", () => request.destroy(new Error("too slow")));
      return ((await once(request, "error")) as [Error])[0].message;
    },
    expected: "too slow",
    minutes: 1 / 6,
  },
  "a WebSocket": {
    ask: async (host) => {
      const socket = new WsClient(`wss://${host}/`);
      await once(socket, "open");
      socket.send("hello");
      const [message] = (await once(socket, "message")) as [Buffer];
      socket.close();
      await once(socket, "close");
      return message.toString();
    },
    expected: "echo of hello",
  },
  "a WebSocket of the web platform": {
    ask: async (host) => {
      const socket = new WebSocket(`wss://${host}/`);
      await once(socket as never, "open");
      socket.send("hello");
      const [event] = (await once(socket as never, "message")) as [MessageEvent];
      socket.close();
      return event.data as unknown;
    },
    expected: "echo of hello",
  },
};

export const asks = app.function({ timeoutMs: 86_400_000 }, async function asks(way: string) {
  const { host } = new URL((await echo.getWebUrl()) ?? "");
  const began = Date.now();
  const answer = await WAYS[way]?.ask(host);
  return { answer, minutes: (Date.now() - began) / 60_000 };
});
