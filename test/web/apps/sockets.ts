import { setTimeout as sleep } from "node:timers/promises";
import http from "node:http";
import { App, asgiApp, concurrent, wsgiApp, type SocketHooks } from "modal-emulator";
import { defineWebSocketHandler, H3 } from "h3";
import { WebSocketServer } from "ws";

export const app = new App("sockets");
const HOURS = { timeoutMs: 24 * 3_600_000 };

const echo: SocketHooks = {
  open: (peer) => void peer.send("welcome"),
  async message(peer, message) {
    const text = message.text();
    if (text === "later") {
      await sleep(3_600_000);
      return peer.send("an hour later");
    }
    peer.send(message.rawData);
    if (text === "bye") peer.close(1000, "bye");
  },
  close: (_peer, { code, reason }) => {
    if (code === 3001) console.log(`closed ${code} ${reason}`);
  },
};

export const hooks = app.function(
  HOURS,
  concurrent(
    { maxInputs: 10 },
    asgiApp(function hooks() {
      return { fetch: () => new Response("use a WebSocket"), websocket: echo };
    }),
  ),
);

export const viaH3 = app.function(
  HOURS,
  asgiApp(function viaH3() {
    return new H3().get("/", defineWebSocketHandler(echo as never));
  }),
);

export const node = app.function(
  HOURS,
  wsgiApp(function node() {
    const server = http.createServer((_request, response) => void response.end("use a WebSocket"));
    const sockets = new WebSocketServer({ server, handleProtocols: (protocols) => [...protocols].at(-1) ?? false });
    sockets.on("connection", (socket, request) => {
      socket.send("welcome");
      if (request.url === "/whoami") {
        const { cookie, "sec-websocket-protocol": asked } = request.headers;
        socket.send(`${request.url} ${cookie} ${asked}`);
      }
      socket.on("message", (data: Buffer, isBinary) => socket.send(isBinary ? data : data.toString()));
    });
    return server;
  }),
);

export const closes = app.function(
  {},
  asgiApp(function closes() {
    return { fetch: () => new Response(), websocket: { open: (peer) => peer.close(4000, "not today") } };
  }),
);

export const silent = app.function(
  {},
  asgiApp(function silent() {
    return () => new Response("no WebSockets here", { status: 426 });
  }),
);
