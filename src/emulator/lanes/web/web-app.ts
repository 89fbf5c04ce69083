import http from "node:http";
import { InvalidError } from "../../../contract/errors.js";
import { describe } from "../../../checks/options.js";
import { endpointHandler } from "./endpoint-app.js";
import type { WebApp, WebContainer, WebFunction } from "./exchange.js";
import { serverApp } from "./server-app.js";
import type { SocketHooks } from "./hook-sockets.js";
import { FetchApp, type FetchHandler } from "./fetch-app.js";
import { NodeApp } from "./node-app.js";

/** Makes what answers the requests of a web function; once in each container, after `enter`. */
export async function webApp(made: WebFunction, container: WebContainer): Promise<WebApp> {
  const { name, settings, fn, code } = made;
  if (settings.kind === "server") return serverApp(made, container);
  if (settings.kind === "fastapi") return new FetchApp(endpointHandler(settings, fn, code), name);
  const app: unknown = await Reflect.apply(fn, undefined, []);
  if (settings.kind === "asgi") return new FetchApp(fetchHandler(name, app), name, socketHooks(name, app));
  return NodeApp.of(nodeServer(name, app));
}

/** @throws InvalidError for what is no handler of the web platform's kind */
function fetchHandler(name: string, made: unknown): FetchHandler {
  if (isServerOfNode(made))
    throw new InvalidError(
      `Web function \`${name}\` made an app of Node's kind, (request, response): wrap its factory with \`wsgiApp\` instead of \`asgiApp\`.`,
    );
  if (typeof made === "function") return made as FetchHandler;
  if (typeof made === "object" && made !== null && "fetch" in made && typeof made.fetch === "function") {
    const { fetch } = made;
    return (request) => Reflect.apply(fetch, made, [request]) as unknown;
  }
  throw new InvalidError(
    `Web function \`${name}\` made no app: its factory must return a handler, (request) => Response, or an object with \`fetch\`, such as a Hono app; it returned ${describe(made)}.`,
  );
}

/** @throws InvalidError for what are no hooks */
function socketHooks(name: string, made: unknown): SocketHooks | undefined {
  const hooks: unknown =
    (typeof made === "object" || typeof made === "function") && Reflect.get(made as object, "websocket");
  if (hooks === undefined || hooks === false) return undefined;
  if (typeof hooks === "object" && hooks !== null) return hooks;
  throw new InvalidError(
    `Web function \`${name}\`: its \`websocket\` must be an object with hooks such as \`open(peer)\` and \`message(peer, message)\`, got ${describe(hooks)}.`,
  );
}

/** @throws InvalidError for what is no handler of Node's kind */
function nodeServer(name: string, made: unknown): http.Server {
  if (made instanceof http.Server) return made;
  if (typeof made === "function") return http.createServer(made as http.RequestListener);
  const hint = isObjectWith(made, "callback")
    ? " For Koa, return what its `callback()` gives."
    : isObjectWith(made, "routing")
      ? " For Fastify, await its `ready()` and return its `routing`."
      : isObjectWith(made, "fetch")
        ? " An app with `fetch` belongs into `asgiApp`."
        : "";
  throw new InvalidError(
    `Web function \`${name}\` made no app: its factory must return a handler, (request, response) => …, or an http.Server; it returned ${describe(made)}.${hint}`,
  );
}

function isServerOfNode(made: unknown): boolean {
  return made instanceof http.Server || (typeof made === "function" && "listen" in made);
}

function isObjectWith(value: unknown, member: string): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, member) === "function";
}
