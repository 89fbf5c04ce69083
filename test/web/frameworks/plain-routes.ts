import type { IncomingMessage, ServerResponse } from "node:http";
import { uploaded } from "./fetch-parts.js";
import { cookiesOf, formOf, sendFile, sendPieces, sendText, textOf } from "./node-parts.js";
import { events, fieldsOf, lines } from "./site-content.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The routes by hand, by the beginning of their path: those that come first win. */
export const nodeRoutes: readonly (readonly [path: string, handler: Handler])[] = [
  [
    "/json",
    async ({ method }, response) => {
      if (method === "OPTIONS") return void response.writeHead(204, { allow: "GET,HEAD,OPTIONS" }).end();
      json(response, { hello: "world" });
    },
  ],
  [
    "/form",
    async (request, response) => {
      json(response, fieldsOf(await formOf(request)));
    },
  ],
  ["/upload", async (request, response) => json(response, await uploaded(await formOf(request)))],
  ["/stream", (_request, response) => sendPieces(lines(), response)],
  ["/events", (_request, response) => sendPieces(events(), response, "text/event-stream")],
  ["/cookies/read", async (request, response) => json(response, cookiesOf(request))],
  [
    "/cookies",
    async (_request, response) => {
      response.setHeader("set-cookie", ["flavour=oat; Path=/; HttpOnly", "size=large; Max-Age=60"]);
      response.end("set");
    },
  ],
  [
    "/redirect",
    async ({ url = "" }, response) => {
      response.writeHead(Number(url.split("/").at(-1)), { location: "/landing" }).end();
    },
  ],
  ["/landing", async (request, response) => json(response, { method: request.method, body: await textOf(request) })],
  ["/file", async (request, response) => sendFile(request, response)],
  ["/text", sendText],
  [
    "/throw",
    async () => {
      throw new RangeError("out of tea");
    },
  ],
];

function json(response: ServerResponse, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
}
