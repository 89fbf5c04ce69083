import { App, asgiApp, concurrent, wsgiApp } from "modal-emulator";
import type { IncomingMessage, ServerResponse } from "node:http";

export const app = new App("bench-web");

export const noop = app.function({}, async function noop(x: number) {
  return x;
});

export const fetchHandler = (): Response => new Response("hello");
export const nodeHandler = (_request: IncomingMessage, response: ServerResponse): void => void response.end("hello");

export const viaFetch = app.function(
  {},
  asgiApp(function viaFetch() {
    return fetchHandler;
  }),
);

export const viaNode = app.function(
  {},
  wsgiApp(function viaNode() {
    return nodeHandler;
  }),
);

export const atOnce = app.function(
  {},
  concurrent(
    { maxInputs: 100 },
    asgiApp(function atOnce() {
      return fetchHandler;
    }),
  ),
);

/** A line each minute, for as long as somebody listens. */
export const ticks = app.function(
  { timeoutMs: 86_400_000 },
  concurrent(
    { maxInputs: 1000 },
    asgiApp(function ticks() {
      return () =>
        new Response(
          new ReadableStream({
            async pull(controller) {
              await new Promise((resolve) => setTimeout(resolve, 60_000));
              controller.enqueue(new TextEncoder().encode("data: tick\n\n"));
            },
          }),
          { headers: { "content-type": "text/event-stream" } },
        );
    }),
  ),
);
