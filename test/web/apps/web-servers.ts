import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { App, concurrent, enter, webServer } from "modal-emulator";
import express from "express";
import { WebSocketServer } from "ws";

export const app = new App("web-servers");

/** What it got; some paths do something else. */
const answer: http.RequestListener = (request, response) => void answerOne(request, response);
async function answerOne(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const { method, url, headers } = request;
  console.log(`${method} ${url}`);
  if (url === "/moved") return void response.writeHead(302, { location: "/there" }).end();
  if (url === "/half-hour") await sleep(1_800_000);
  if (url === "/close") (request.socket as net.Socket & { server: net.Server }).server.close();
  const body = (await request.setEncoding("utf8").toArray()).join("");
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ method, url, headers, body }));
}

export const plain = app.function(
  { timeoutMs: 86_400_000 },
  webServer(8000, function plain() {
    http.createServer(answer).listen(8000, "0.0.0.0");
  }),
);
export const several = app.function(
  { timeoutMs: 86_400_000 },
  concurrent(
    { maxInputs: 3 },
    webServer(3000, { startupTimeoutMs: 60_000, label: "several" }, async function several() {
      await sleep(30_000); // as loading a model takes
      express()
        .get("/half-hour", async (_request, response) => {
          await sleep(1_800_000);
          response.send("half an hour later");
        })
        .listen(3000);
    }),
  ),
);
export const sockets = app.function(
  { timeoutMs: 86_400_000 },
  webServer(8080, function sockets() {
    new WebSocketServer({ port: 8080 }).on("connection", (socket) => {
      socket.send("welcome");
      socket.on("message", (message: Buffer) => {
        setTimeout(() => socket.send(`an hour later: ${message.toString()}`), 3_600_000);
      });
    });
  }),
);
export const Model = app.cls(
  {},
  class Model {
    name = "";
    load = enter(async () => {
      await sleep(1000);
      this.name = "loaded";
    });
    page = webServer(8000, () => {
      http.createServer((_, response) => response.end(this.name)).listen(8000);
    });
    other = webServer(8001, () => {
      http.createServer((_, response) => response.end(`other ${this.name}`)).listen(8001);
    });
  },
);

/* What goes wrong. */

const silent = app.function(
  {},
  webServer(8000, function silent() {}),
);
const late = app.function(
  {},
  webServer(8000, { startupTimeoutMs: 1500 }, function late() {
    setTimeout(() => http.createServer().listen(8000), 2000);
  }),
);
const elsewhere = app.function(
  {},
  webServer(8000, function elsewhere() {
    http.createServer().listen(3000);
  }),
);
const hidden = app.function(
  {},
  webServer(8000, function hidden() {
    http.createServer().listen(8000, "::1");
  }),
);
const inChild = app.function(
  {},
  webServer(8000, { startupTimeoutMs: 500 }, function inChild() {
    spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  }),
);
const throwing = app.function(
  {},
  webServer(8000, function throwing() {
    throw new RangeError("no server today");
  }),
);
const twice = app.function(
  {},
  webServer(8000, async function twice() {
    http.createServer(answer).listen(8000);
    await once(http.createServer(answer).listen(8000), "listening");
  }),
);
/** Speaks something else. */
const babbling = app.function(
  {},
  webServer(8000, function babbling() {
    net.createServer((socket) => socket.end("220 mail.example ESMTP\r\n")).listen(8000);
  }),
);
const hangingUp = app.function(
  {},
  webServer(8000, function hangingUp() {
    net.createServer((socket) => socket.destroy()).listen(8000);
  }),
);
export const failing = { silent, late, elsewhere, hidden, throwing, twice, inChild };
export const babblers = { babbling, hangingUp };
