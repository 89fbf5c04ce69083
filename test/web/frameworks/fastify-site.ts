import { Readable } from "node:stream";
import { App, concurrent, wsgiApp } from "modal-emulator";
import fastify, { type FastifyInstance } from "fastify";
import { uploaded } from "./fetch-parts.js";
import { cookiesOf, formOf, sendFile, sendText, withSockets } from "./node-parts.js";
import { events, fieldsOf, lines } from "./site-content.js";

export const app = new App("with-fastify");

export const site = app.function(
  { timeoutMs: 3_600_000 },
  concurrent(
    { maxInputs: 100 },
    wsgiApp(async function site() {
      const instance = fastifyApp();
      await instance.ready();
      return withSockets(instance.routing);
    }),
  ),
);

function fastifyApp(): FastifyInstance {
  const site = fastify();
  site.addContentTypeParser("multipart/form-data", (_request, _payload, done) => done(null));
  site.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, fieldsOf(new URLSearchParams(String(body))));
  });
  site.get("/json", () => ({ hello: "world" }));
  site.options("/json", (_request, reply) => reply.code(204).header("allow", "GET,HEAD,OPTIONS").send());
  site.post("/form", ({ body }) => body);
  site.post("/upload", async ({ raw }) => uploaded(await formOf(raw)));
  site.get("/stream", (_request, reply) => reply.type("text/plain").send(Readable.from(lines())));
  site.get("/events", (_request, reply) => reply.type("text/event-stream").send(Readable.from(events())));
  site.get("/cookies", (_request, reply) =>
    reply
      .header("set-cookie", "flavour=oat; Path=/; HttpOnly")
      .header("set-cookie", "size=large; Max-Age=60")
      .send("set"),
  );
  site.get("/cookies/read", ({ raw }) => cookiesOf(raw));
  site.all<{ Params: { status: string } }>("/redirect/:status", ({ params }, reply) =>
    reply.redirect("/landing", Number(params.status)),
  );
  site.all("/landing", ({ method, body }) => ({ method, body: body ?? "" }));
  site.get("/file", ({ raw }, reply) => {
    reply.hijack();
    sendFile(raw, reply.raw);
  });
  site.get("/text", async ({ raw }, reply) => {
    reply.hijack();
    await sendText(raw, reply.raw);
  });
  site.get("/throw", () => {
    throw new RangeError("out of tea");
  });
  return site;
}
