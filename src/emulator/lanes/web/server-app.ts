import { ExecutionError, TimeoutError } from "../../../contract/errors.js";
import type { WebRequest } from "../../../contract/web-commands.js";
import type { ChildPort } from "../ports/child-servers.js";
import { connectionTo } from "../ports/connect-own.js";
import type { OwnPort, OwnPorts } from "../ports/own-ports.js";
import { childApp } from "./child-app.js";
import type { Exchange, WebApp, WebContainer, WebFunction } from "./exchange.js";
import { NodeApp } from "./node-app.js";

/** Where Modal looks for the server. */
const HOST = "127.0.0.1";

/** Methods whose bodies are not passed on. */
const BODYLESS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
/** Headers that tell of a body. */
const OF_BODY = /^(?:content-length|transfer-encoding)$/i;
const FORWARDED = "x-forwarded-for";

/**
 * A server that the function starts: requests are passed on to its port. Modal: docs/modal/web-endpoints.md#requests.
 * @throws TimeoutError if nothing listens there in time
 */
export async function serverApp(made: WebFunction, container: WebContainer): Promise<WebApp> {
  const { name, settings, fn } = made;
  const { port = 0, startupTimeoutMs = 0 } = settings;
  await Reflect.apply(fn, undefined, []);
  const { children } = container.ports;
  if (!find(container.ports, port) && children.areRunning) {
    const found = await container.io(`a server on port ${port}`, () => children.find(port, startupTimeoutMs));
    const app = found && servedByChild(name, port, found, container);
    if (app) return { serve: (exchange) => app.serve(passedOn(exchange)) };
  }
  const target = await listening(container.ports, port, startupTimeoutMs, name);
  const unwatch = container.ports.watch(() => {
    if (container.ports.has(target) || find(container.ports, port)) return;
    unwatch();
    container.retire(`its server has closed port ${port}`);
  });
  const app = new NodeApp(() => {
    const found = find(container.ports, port);
    if (!found) throw new ExecutionError(`Web function \`${name}\`: its server has closed port ${port}.`);
    return connectionTo(found, container.ports.nextClient());
  });
  return { serve: (exchange) => app.serve(passedOn(exchange)) };
}

/** @throws ExecutionError if another program has the port */
function servedByChild(name: string, port: number, found: ChildPort, container: WebContainer): WebApp {
  if ("problem" in found) throw new ExecutionError(`Web function \`${name}\` cannot start: ${found.problem}`);
  container.nondeterministic(`the server of \`${name}\` is a child process`);
  container.ports.children.serve(() => container.retire(`the program that listened on port ${port} has ended`));
  return childApp(container, found.port);
}

function find(ports: OwnPorts, port: number): OwnPort | undefined {
  return ports.find({ host: HOST, port });
}

/** The port, as soon as something listens there. */
async function listening(ports: OwnPorts, port: number, timeoutMs: number, name: string): Promise<OwnPort> {
  const opened = Promise.withResolvers<OwnPort>();
  const look = (): void => {
    const found = find(ports, port);
    if (found) opened.resolve(found);
  };
  const unwatch = ports.watch(look);
  look();
  const giveUp = (): void => opened.reject(new TimeoutError(tooLate(ports, port, timeoutMs, name)));
  const timer = setTimeout(giveUp, timeoutMs);
  if (ports.children.areRunning) giveUp(); // it was waited for in real time
  try {
    return await opened.promise;
  } finally {
    unwatch();
    clearTimeout(timer);
  }
}

function tooLate({ open, children }: OwnPorts, port: number, timeoutMs: number, name: string): string {
  const others = open.filter((other) => other !== port);
  const hint = open.includes(port)
    ? ` A server listens there, but not on ${HOST}: leave out its host.`
    : others.length > 0
      ? ` It listens on ${others.join(", ")}.`
      : children.areRunning
        ? " The program that its function has started runs, but does not listen there."
        : children.ending !== undefined
          ? ` The program that its function has started has ended, with ${children.ending}.`
          : ` Its function has to start a server, such as \`createServer(handler).listen(${port})\`.`;
  return `Web function \`${name}\` did not listen on port ${port} within ${timeoutMs / 1000} s (startupTimeoutMs).${hint}`;
}

/** The request as the server gets it: without a body where there should be none, and with where it comes from. */
function passedOn(exchange: Exchange): Exchange {
  const { request } = exchange;
  const isBodyless = BODYLESS.has(request.method) && !request.isSocket;
  const before = request.headers.filter(([header]) => header.toLowerCase() === FORWARDED).map(([, value]) => value);
  const headers: WebRequest["headers"] = [
    ...request.headers.filter(
      ([header]) => header.toLowerCase() !== FORWARDED && !(isBodyless && OF_BODY.test(header)),
    ),
    ["X-Forwarded-For", [...before, HOST].join(", ")],
  ];
  return {
    request: { ...request, headers, ...(isBodyless && { body: null, isOpen: false }) },
    get signal() {
      return exchange.signal;
    },
    get ended() {
      return isBodyless ? {} : exchange.ended;
    },
    next: () => (isBodyless ? Promise.resolve(undefined) : exchange.next()),
    respond: (head) => exchange.respond(head),
    write: (piece) => exchange.write(piece),
    end: (end) => exchange.end(end),
  };
}
