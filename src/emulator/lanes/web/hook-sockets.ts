import http from "node:http";
import { getWebSocketHooks, type Hooks } from "crossws";
import nodeAdapter from "crossws/adapters/node";
import { NodeApp } from "./node-app.js";

export type SocketHooks = Partial<Hooks>;

/** WebSockets of an app of the web platform's kind, by hooks as crossws has them. */
export function hookSockets(hooks: SocketHooks): NodeApp {
  const adapter = nodeAdapter({ hooks, idleTimeout: 0 });
  const server = http.createServer();
  server.on("upgrade", (request, socket, head) => void adapter.handleUpgrade(request, socket, head));
  return NodeApp.of(server);
}

/** The hooks that an app has answered a request for a WebSocket with, as h3 does: at the request, or at the answer. */
export function hooksOf(request: Request, response: Response): SocketHooks | undefined {
  return getWebSocketHooks(request) ?? (response as { crossws?: SocketHooks }).crossws;
}
