import type { ServerResponse } from "node:http";
import type net from "node:net";

const answering = new WeakSet<net.Server>();

/** Answers have the container's time, and each ends its connection: no pool keeps what another container could use. */
export function withOwnAnswers(server: net.Server): void {
  if (answering.has(server) || !speaksHttp(server)) return;
  answering.add(server);
  server.prependListener("request", (_request, response: ServerResponse) => {
    response.sendDate = false;
    response.setHeader("Date", new Date().toUTCString());
    response.shouldKeepAlive = false;
  });
}

/** The modules are not loaded for the sake of those who have no such server. */
function speaksHttp(server: net.Server): boolean {
  return [process.getBuiltinModule("node:http"), process.getBuiltinModule("node:https")].some(
    ({ Server }) => server instanceof Server,
  );
}
