import { App, asgiApp, concurrent } from "modal-emulator";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { compress } from "hono/compress";
import { stream } from "hono/streaming";
import { fileAnswer, textAnswer, uploaded } from "./fetch-parts.js";
import { events, lines } from "./site-content.js";

export const app = new App("with-hono");

export const site = app.function(
  { timeoutMs: 3_600_000 },
  concurrent(
    { maxInputs: 100 },
    asgiApp(function site() {
      const hono = new Hono();
      hono.get("/json", (c) => c.json({ hello: "world" }));
      hono.options("/json", (c) => c.body(null, 204, { allow: "GET,HEAD,OPTIONS" }));
      hono.post("/form", async (c) => c.json(await c.req.parseBody({ all: true })));
      hono.post("/upload", async (c) => c.json(await uploaded(await c.req.formData())));
      hono.get("/stream", (c) =>
        stream(c, async (out) => {
          for await (const line of lines()) await out.write(line);
        }),
      );
      hono.get("/events", (c) => {
        c.header("content-type", "text/event-stream");
        return stream(c, async (out) => {
          for await (const event of events()) await out.write(event);
        });
      });
      hono.get("/cookies", (c) => {
        setCookie(c, "flavour", "oat", { path: "/", httpOnly: true });
        setCookie(c, "size", "large", { maxAge: 60 });
        return c.text("set");
      });
      hono.get("/cookies/read", (c) => c.json(getCookie(c)));
      hono.get("/redirect/:status", (c) => c.redirect("/landing", Number(c.req.param("status")) as 302));
      hono.post("/redirect/:status", (c) => c.redirect("/landing", Number(c.req.param("status")) as 302));
      hono.all("/landing", async (c) => c.json({ method: c.req.method, body: await c.req.text() }));
      hono.get("/file", (c) => fileAnswer(c.req.header("range")));
      hono.use("/text", compress({ encoding: "gzip" }));
      hono.get("/text", (c) => textAnswer(c.req.header("accept-encoding")?.replace("gzip", "")));
      hono.get("/throw", () => {
        throw new RangeError("out of tea");
      });
      return {
        fetch: hono.fetch,
        websocket: { message: (peer, message) => void peer.send(message.rawData) },
      };
    }),
  ),
);
