import http, { type IncomingMessage } from "node:http";
import { Gateway, type Way } from "../../gateway/gateway.js";
import type { WebClient } from "../../participants/world-fetch.js";
import { withOwnAnswers } from "../ports/own-answers.js";

/** What answers connections of a container to web functions of its world: a server that listens nowhere. */
export function worldGate(client: WebClient): http.Server {
  const gateway = new Gateway({ client, begin: () => () => undefined }); // nothing real is in it
  const server = http.createServer();
  withOwnAnswers(server);
  server.on("request", (request, response) => void gateway.request(request, response, wayOf(request)));
  server.on("upgrade", (request, socket, head) => void gateway.upgrade(request, socket, head, wayOf(request)));
  return server;
}

function wayOf({ headers: { host = "" }, url = "/", socket }: IncomingMessage): Way {
  const protocol = "encrypted" in socket ? "https" : "http";
  return { url: `${protocol}://${host.replace(/:\d+$/, "")}${url}` };
}
