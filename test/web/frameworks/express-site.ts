import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, concurrent, wsgiApp } from "modal-emulator";
import express, { type Express } from "express";
import { uploaded } from "./fetch-parts.js";
import { cookiesOf, formOf, sendPieces, sendText, withSockets } from "./node-parts.js";
import { events, FILE, lines } from "./site-content.js";

export const app = new App("with-express");

export const site = app.function(
  { timeoutMs: 3_600_000 },
  concurrent(
    { maxInputs: 100 },
    wsgiApp(function site() {
      return withSockets(expressApp());
    }),
  ),
);

function expressApp(): Express {
  const folder = join(tmpdir(), "express-site");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "file"), FILE);
  const site = express();
  site.get("/json", (_request, response) => void response.json({ hello: "world" }));
  site.post("/form", express.urlencoded(), (request, response) => void response.json(request.body));
  site.post("/upload", (request, response) =>
    formOf(request)
      .then(uploaded)
      .then((found) => response.json(found)),
  );
  site.get("/stream", (_request, response) => sendPieces(lines(), response));
  site.get("/events", (_request, response) => sendPieces(events(), response, "text/event-stream"));
  site.get("/cookies", (_request, response) => {
    response.cookie("flavour", "oat", { path: "/", httpOnly: true });
    response.cookie("size", "large", { maxAge: 60_000 });
    response.send("set");
  });
  site.get("/cookies/read", (request, response) => void response.json(cookiesOf(request)));
  site.all("/redirect/:status", (request, response) => response.redirect(Number(request.params.status), "/landing"));
  site.all("/landing", express.text({ type: "*/*" }), (request, response) => {
    response.json({ method: request.method, body: request.body ?? "" });
  });
  site.use(express.static(folder));
  site.get("/text", (request, response) => sendText(request, response));
  site.get("/throw", () => {
    throw new RangeError("out of tea");
  });
  return site;
}
