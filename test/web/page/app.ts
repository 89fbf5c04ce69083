import { readFileSync } from "node:fs";
import { App, asgiApp, concurrent, fastapiEndpoint } from "modal-emulator";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { streamSSE } from "hono/streaming";
import { greeting } from "./greeting.ts";

/* What a page in a browser asks of its server. `browser.test.ts` serves a copy of this folder and changes it. */

export const app = new App("tea-house");

/** Ends the wait for each event but the first: the page asks for the next one when it has shown one. */
let showNext = Promise.withResolvers<void>();

export const house = app.function(
  {},
  concurrent(
    { maxInputs: 20 },
    asgiApp(function house() {
      const hono = new Hono();
      hono.get("/", (c) => {
        setCookie(c, "guest", "Ann", { path: "/", httpOnly: true });
        return c.html(readFileSync(new URL("page.html", import.meta.url), "utf8").replace("{{greeting}}", greeting));
      });
      hono.post("/orders", async (c) => {
        const { item, count } = await c.req.parseBody<{ item: string; count: string }>();
        return c.html(html`<p id="ordered">${count} of ${item}, for ${getCookie(c, "guest")}</p>`);
      });
      hono.get("/prices", (c) => c.json({ tea: 3, guest: getCookie(c, "guest") }));
      hono.post("/next", (c) => {
        showNext.resolve();
        showNext = Promise.withResolvers();
        return c.body(null, 204);
      });
      hono.get("/steps", (c) =>
        streamSSE(c, async (stream) => {
          for (const step of ["boils", "brews", "ready"]) {
            const asked = showNext.promise;
            await stream.writeSSE({ event: "step", data: step });
            if (step !== "ready") await asked;
          }
        }),
      );
      hono.post("/leaves", async (c) => {
        const { file } = await c.req.parseBody();
        if (!(file instanceof File)) return c.text("no file", 400);
        const bytes = new Uint8Array(await file.arrayBuffer());
        return c.json({ name: file.name, size: bytes.length, sum: bytes.reduce((sum, byte) => sum + byte, 0) });
      });
      return {
        fetch: hono.fetch,
        websocket: {
          open: (peer) => void peer.send("what would you like?"),
          message: (peer, message) => void peer.send(`one ${message.text()}, please wait`),
        },
      };
    }),
  ),
);

export const price = app.function(
  {},
  fastapiEndpoint(
    { method: "POST", params: { count: "integer" }, body: "json" },
    async function price({ count, body }) {
      return { body, total: 3 * count };
    },
  ),
);
