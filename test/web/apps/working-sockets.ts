import { setTimeout as sleep } from "node:timers/promises";
import http from "node:http";
import { App, asgiApp, concurrent, currentInputId, Dict, webServer, wsgiApp } from "modal-emulator";
import { defineWebSocketHandler, H3 } from "h3";
import { WebSocketServer } from "ws";

/** WebSockets whose hooks do what any code of a container does. */
export const app = new App("working-sockets");
const TALKS = { maxInputs: 4 };

export const helper = app.function({}, async function helper(word: string) {
  return word.toUpperCase();
});
const said = Dict.fromName("said", { createIfMissing: true });

interface Peer {
  send(text: string): unknown;
}

async function open(peer: Peer): Promise<void> {
  peer.send(`${await helper.remote("welcome")} ${currentInputId()?.slice(0, 3)}`);
}

async function message(peer: Peer, text: string): Promise<void> {
  if (text === "throw") throw new RangeError("at once");
  await said.put("last", text);
  await sleep(1000);
  if (text === "throw later") throw new RangeError("later");
  if (text === "throw in a timer") return void setTimeout(() => fail(), 10);
  peer.send(`${await helper.remote(text)} ${String(await said.get("last"))} ${Date.now()} ${Math.random()}`);
}

function fail(): never {
  throw new RangeError("in a timer");
}

function served(): http.Server {
  const server = http.createServer((_request, response) => void response.end("alive"));
  new WebSocketServer({ server }).on("connection", (socket) => {
    void open(socket);
    socket.on("message", (data: Buffer) => {
      void message(socket, data.toString());
    });
  });
  return server;
}

const hooks = { open, message: (peer: Peer, got: { text(): string }) => message(peer, got.text()) };

export const byHooks = app.function(
  {},
  concurrent(
    TALKS,
    asgiApp(function byHooks() {
      return { fetch: () => new Response("alive"), websocket: hooks };
    }),
  ),
);

export const byH3 = app.function(
  {},
  concurrent(
    TALKS,
    asgiApp(function byH3() {
      return new H3().get("/talk", defineWebSocketHandler(hooks as never)).get("/", () => "alive");
    }),
  ),
);

export const byServer = app.function(
  {},
  concurrent(
    TALKS,
    wsgiApp(function byServer() {
      return served();
    }),
  ),
);

export const byPort = app.function(
  {},
  concurrent(
    TALKS,
    webServer(8000, function byPort() {
      served().listen(8000);
    }),
  ),
);

export const refuses = app.function(
  {},
  wsgiApp(function refuses() {
    return (_request, response) => void response.writeHead(403).end("no");
  }),
);
