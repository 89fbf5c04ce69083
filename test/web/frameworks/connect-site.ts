import { App, concurrent, wsgiApp } from "modal-emulator";
import connect from "connect";
import { nodeRoutes } from "./plain-routes.js";
import { withSockets } from "./node-parts.js";

export const app = new App("with-connect");

export const site = app.function(
  { timeoutMs: 3_600_000 },
  concurrent(
    { maxInputs: 100 },
    wsgiApp(function site() {
      const middlewares = connect();
      middlewares.use((_request, response, next) => {
        response.setHeader("x-powered-by", "connect");
        next();
      });
      for (const [path, handler] of nodeRoutes)
        middlewares.use(path, (request, response, next) => void handler(request, response).catch(next));
      return withSockets(middlewares);
    }),
  ),
);
