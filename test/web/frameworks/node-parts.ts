import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliCompress, createGzip } from "node:zlib";
import { WebSocketServer } from "ws";
import { encodingOf, FILE, rangeOf, TEXT } from "./site-content.js";

/* What apps of Node's kind leave to whoever writes them. */

export function sendFile(request: IncomingMessage, response: ServerResponse): void {
  const range = rangeOf(request.headers.range, FILE.length);
  response.setHeader("accept-ranges", "bytes");
  if (range === false) return void response.writeHead(416, { "content-range": `bytes */${FILE.length}` }).end();
  const [first, last] = range ?? [0, FILE.length - 1];
  response.setHeader("content-length", last + 1 - first);
  if (range) response.writeHead(206, { "content-range": `bytes ${first}-${last}/${FILE.length}` });
  response.end(FILE.subarray(first, last + 1));
}

export async function sendText(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const encoding = encodingOf(String(request.headers["accept-encoding"]));
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.setHeader("vary", "accept-encoding");
  if (!encoding) return void response.end(TEXT);
  response.setHeader("content-encoding", encoding);
  await pipeline(Readable.from([TEXT]), encoding === "br" ? createBrotliCompress() : createGzip(), response);
}

export async function sendPieces(
  pieces: AsyncIterable<Uint8Array>,
  response: ServerResponse,
  type = "text/plain",
): Promise<void> {
  response.setHeader("content-type", type);
  response.flushHeaders();
  for await (const piece of pieces) response.write(piece);
  response.end();
}

/** A form of any kind. */
export function formOf(request: IncomingMessage): Promise<FormData> {
  const headers = { "content-type": String(request.headers["content-type"]) };
  return new Response(Readable.toWeb(request) as ReadableStream<Uint8Array>, { headers }).formData();
}

export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export function cookiesOf({ headers: { cookie = "" } }: IncomingMessage): Record<string, string> {
  const pairs = cookie.split("; ").filter((pair) => pair !== "");
  return Object.fromEntries(pairs.map((pair) => pair.split("=") as [string, string]));
}

/** A server whose WebSockets echo. */
export function withSockets(handler: (request: IncomingMessage, response: ServerResponse) => unknown): http.Server {
  const server = http.createServer((request, response) => void handler(request, response));
  new WebSocketServer({ server, path: "/socket" }).on("connection", (socket) => {
    socket.on("message", (data: Buffer, isBinary) => socket.send(isBinary ? data : data.toString()));
  });
  return server;
}
