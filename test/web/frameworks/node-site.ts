import { App, concurrent, wsgiApp } from "modal-emulator";
import { nodeRoutes } from "./plain-routes.js";
import { withSockets } from "./node-parts.js";

export const app = new App("with-node");

export const site = app.function(
  { timeoutMs: 3_600_000 },
  concurrent(
    { maxInputs: 100 },
    wsgiApp(function site() {
      return withSockets(async (request, response) => {
        const [, handler] = nodeRoutes.find(([path]) => request.url?.startsWith(path)) ?? [];
        if (!handler) return void response.writeHead(404).end("Not Found");
        await handler(request, response).catch(() => response.writeHead(500).end("Internal Server Error"));
      });
    }),
  ),
);
