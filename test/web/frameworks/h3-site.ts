import { App, asgiApp, concurrent } from "modal-emulator";
import { defineWebSocketHandler, H3, parseCookies, redirect, setCookie } from "h3";
import { fileAnswer, textAnswer, uploaded } from "./fetch-parts.js";
import { events, fieldsOf, lines } from "./site-content.js";

export const app = new App("with-h3");

export const site = app.function(
  { timeoutMs: 3_600_000 },
  concurrent(
    { maxInputs: 100 },
    asgiApp(function site() {
      const h3 = new H3();
      h3.get("/json", () => ({ hello: "world" }));
      h3.options("/json", () => new Response(null, { status: 204, headers: { allow: "GET,HEAD,OPTIONS" } }));
      h3.post("/form", async ({ req }) => {
        return fieldsOf(await req.formData());
      });
      h3.post("/upload", async ({ req }) => uploaded(await req.formData()));
      h3.get("/stream", () => ReadableStream.from(lines()));
      h3.get("/events", ({ res }) => {
        res.headers.set("content-type", "text/event-stream");
        return ReadableStream.from(events());
      });
      h3.get("/cookies", (event) => {
        setCookie(event, "flavour", "oat", { path: "/", httpOnly: true });
        setCookie(event, "size", "large", { maxAge: 60 });
        return "set";
      });
      h3.get("/cookies/read", (event) => ({ ...parseCookies(event) }));
      h3.all("/redirect/:status", ({ context }) => redirect("/landing", Number(context.params?.["status"])));
      h3.all("/landing", async ({ req }) => ({ method: req.method, body: await req.text() }));
      h3.get("/file", ({ req }) => fileAnswer(req.headers.get("range")));
      h3.get("/text", ({ req }) => textAnswer(req.headers.get("accept-encoding")));
      h3.get("/throw", () => {
        throw new RangeError("out of tea");
      });
      h3.get("/socket", defineWebSocketHandler({ message: (peer, message) => void peer.send(message.rawData) }));
      return h3;
    }),
  ),
);
