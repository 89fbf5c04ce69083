import type { IncomingMessage } from "node:http";
import { App, concurrent, wsgiApp } from "modal-emulator";
import express, { type Express, type NextFunction, type Request, type Response } from "express";

export const app = new App("echo");

export const echo = app.function(
  {},
  concurrent(
    { maxInputs: 100 },
    wsgiApp(function echo() {
      return echoApp();
    }),
  ),
);

/** What a request asks to be answered with, as JSON in its header `x-answer`. */
export interface AskedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly pieces: readonly string[];
}

/** Headers that a client and a connection decide. */
const OF_CONNECTION = /^(connection|keep-alive|host|accept-encoding|transfer-encoding|content-length)$/i;

/** Answers with all that it has got, and as it is asked to. */
export function echoApp(): Express {
  const site = express();
  site.get("/item/:id", (request, response) => void response.json({ id: request.params.id }));
  site.use(express.raw({ type: () => true, limit: "10mb" }), (request, response) => {
    const got = {
      method: request.method,
      url: request.originalUrl,
      headers: headersOf(request),
      query: request.query,
      body: Buffer.isBuffer(request.body) ? request.body.toString("base64") : null,
    };
    const asked = request.get("x-answer");
    if (asked === undefined) return void response.json(got);
    const { status, headers, pieces } = JSON.parse(asked) as AskedAnswer;
    response.status(status);
    for (const [name, value] of headers) response.appendHeader(name, value);
    for (const piece of pieces) response.write(piece);
    response.end(JSON.stringify(got));
  });
  site.use((error: Error & { status?: number }, _: Request, response: Response, _next: NextFunction) => {
    response.status(error.status ?? 500).send(error.message); // without a stack, which is not the same everywhere
  });
  return site;
}

/** By name, with all values in order; lines of cookies are one, as they mean. */
function headersOf({ headersDistinct, headers: { cookie } }: IncomingMessage): Record<string, unknown> {
  const own = Object.entries(headersDistinct).filter(([name]) => !OF_CONNECTION.test(name));
  return { ...Object.fromEntries(own), cookie };
}
