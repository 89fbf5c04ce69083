import type { Exchange } from "./exchange.js";

/** Answers with a line of plain text. */
export function textAnswer(exchange: Exchange, status: number, text: string): void {
  const body = new TextEncoder().encode(text);
  exchange.respond({
    status,
    statusText: "",
    headers: [
      ["content-type", "text/plain; charset=utf-8"],
      ["content-length", String(body.length)],
    ],
  });
  if (exchange.request.method !== "HEAD") void exchange.write(body);
  exchange.end();
}
