import { Readable } from "node:stream";
import { App, concurrent, wsgiApp } from "modal-emulator";
import Koa from "koa";
import { uploaded } from "./fetch-parts.js";
import { cookiesOf, formOf, sendFile, sendText, textOf, withSockets } from "./node-parts.js";
import { events, fieldsOf, lines } from "./site-content.js";

export const app = new App("with-koa");

export const site = app.function(
  { timeoutMs: 3_600_000 },
  concurrent(
    { maxInputs: 100 },
    wsgiApp(function site() {
      const koa = new Koa();
      koa.silent = true;
      koa.use(async (ctx, next) => {
        await next();
        ctx.set("x-answered-by", "koa");
      });
      koa.use((ctx) => answer(ctx));
      return withSockets(koa.callback());
    }),
  ),
);

async function answer(ctx: Koa.Context): Promise<void> {
  const { method, path, req, res } = ctx;
  if (path === "/json") {
    if (method === "OPTIONS") {
      ctx.status = 204;
      return ctx.set("allow", "GET,HEAD,OPTIONS");
    }
    ctx.body = { hello: "world" };
  } else if (path === "/form") {
    ctx.body = fieldsOf(await formOf(req));
  } else if (path === "/upload") ctx.body = await uploaded(await formOf(req));
  else if (path === "/stream") ctx.body = Readable.from(lines());
  else if (path === "/events") {
    ctx.type = "text/event-stream";
    ctx.body = Readable.from(events());
  } else if (path === "/cookies") {
    ctx.cookies.set("flavour", "oat", { path: "/", httpOnly: true });
    ctx.cookies.set("size", "large", { maxAge: 60_000 });
    ctx.body = "set";
  } else if (path === "/cookies/read") ctx.body = cookiesOf(req);
  else if (path.startsWith("/redirect/")) {
    ctx.status = Number(path.slice("/redirect/".length));
    ctx.redirect("/landing");
  } else if (path === "/landing") ctx.body = { method, body: await textOf(req) };
  else if (path === "/file" || path === "/text") {
    ctx.respond = false;
    res.statusCode = 200;
    if (path === "/file") sendFile(req, res);
    else await sendText(req, res);
  } else if (path === "/throw") throw new RangeError("out of tea");
}
