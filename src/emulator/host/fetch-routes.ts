import type { FetchAnswer, FetchRequest } from "../../contract/backend.js";
import { encodeThrown } from "../../api/session/values.js";
import type { ServedPart } from "../../contract/program-commands.js";
import { isWireError, wireError } from "../../contract/wire.js";
import { InvalidError } from "../../contract/errors.js";
import { withSession, type Session } from "../../api/session/session.js";
import type { Reply } from "../kernel/protocol.js";
import { RecordedRequests, type RecordedRequest } from "./recorded-request.js";
import { ServedBody } from "./served-body.js";
import { StandIns } from "./stand-ins.js";
import { parseStandInOptions, StandInUse, unused, type StandInOptions } from "./stand-in-use.js";

/** Answers requests of containers in place of a server. It runs in the test's process. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** What a request's URL is held against: a text where `*` stands for anything, or a regular expression. */
export type FetchPattern = string | RegExp | URL;

/** Sends a part of the body of an answer. */
type SendPart = (exchange: number, part: ServedPart) => Promise<unknown>;

interface Route {
  readonly matches: (url: string) => boolean;
  readonly handler: FetchHandler;
  readonly use: StandInUse;
  /** A command of the test answers, at a port. */
  readonly served?: { readonly origin: string; readonly port: number; readonly send: SendPart };
}

/** What stands in for servers: answers `fetch` of containers. */
export class FetchRoutes {
  readonly #routes: Route[] = [];
  readonly #standIns: StandIns;
  readonly #offline: boolean;
  readonly #requests = new RecordedRequests();

  constructor(offline: boolean, onChange: () => void) {
    this.#offline = offline;
    this.#standIns = new StandIns(onChange);
  }

  get isBusy(): boolean {
    return this.#standIns.isBusy;
  }

  add(pattern: FetchPattern, handler: FetchHandler, options: StandInOptions): void {
    if (typeof handler !== "function")
      throw new InvalidError(`world.onFetch: the handler must be a function, not ${typeof handler}.`);
    const isOptional = parseStandInOptions("world.onFetch", options);
    const text = pattern instanceof RegExp ? String(pattern) : JSON.stringify(String(pattern));
    const use = new StandInUse(`world.onFetch(${text}, …)`, text, isOptional);
    this.#routes.unshift({ matches: matcher(pattern), handler, use }); // the newest wins
  }

  /**
   * Answers all requests to an origin that nobody else knows.
   * @param send the parts of a body that comes in pieces
   * @returns ends that
   */
  serve(origin: string, port: number, handler: FetchHandler, send: SendPart): () => void {
    const use = new StandInUse(origin, origin, true);
    const route = {
      matches: (url: string) => url.startsWith(`${origin}/`),
      handler,
      use,
      served: { origin, port, send },
    };
    this.#routes.unshift(route);
    return () => {
      const at = this.#routes.indexOf(route);
      if (at >= 0) this.#routes.splice(at, 1);
    };
  }

  /** What handlers were asked, in order: requests to a URL that matches, or all. */
  requests(pattern: FetchPattern | undefined): RecordedRequest[] {
    return this.#requests.of(pattern === undefined ? () => true : matcher(pattern));
  }

  /** What is wrong with handlers that were never asked. */
  get unused(): string[] {
    return unused(this.#routes.map(({ use }) => use)).map(({ what }) => `${what} has answered no request`);
  }

  /** @param isOfWorld its URL is one of the world's own web functions, which answer what no handler does */
  answer(session: Session, request: FetchRequest, isOfWorld: boolean): Promise<Reply> {
    const answered = Promise.withResolvers<Reply>();
    const whole = this.#standIns.run(session, (own) => this.#answer(own, request, isOfWorld, answered.resolve));
    return Promise.race([answered.promise, whole]);
  }

  /** @param begun told an answer whose body comes in pieces: it is still at work then */
  async #answer(
    own: Session,
    request: FetchRequest,
    isOfWorld: boolean,
    begun: (reply: Reply) => void,
  ): Promise<Reply> {
    const route = this.#routes.find(({ matches }) => matches(request.url));
    if (!route && isOfWorld) return { ok: true, value: { pass: true, isOfWorld } satisfies FetchAnswer };
    if (!route)
      return this.#offline
        ? { ok: false, error: wireError("ConnectionError", refusal(request)) }
        : { ok: true, value: { pass: true } satisfies FetchAnswer };
    if (request.isBodyLater) return { ok: true, value: { pass: true, wantsBody: true } satisfies FetchAnswer };
    route.use.isUsed = true;
    const { url, exchange } = route.served ? servedRequest(request, route.served) : { url: request.url, exchange: 0 };
    const answered = this.#requests.add({ ...request, url });
    try {
      const made = new Request(url, {
        method: request.method,
        headers: request.headers.map(([key, value]) => [key, value]),
        body: request.body,
      });
      const response = await withSession(own, () => route.handler(made));
      if (!(response instanceof Response))
        throw new InvalidError(
          `The handler of ${route.served ? "io.serve" : "world.onFetch"} for ${url} returned no Response.`,
        );
      const { status, statusText, headers } = response;
      const head = { pass: false, status, statusText, headers: [...headers] } as const;
      const body = route.served
        ? await withSession(own, () => ServedBody.of(response.body))
        : response.body && (await response.arrayBuffer());
      const value: FetchAnswer =
        body instanceof ServedBody ? { ...head, body: null, isBodyLater: true } : { ...head, body };
      answered(value);
      const reply = { ok: true, value } as const;
      if (!(body instanceof ServedBody) || !route.served) return reply;
      begun(reply);
      const { send } = route.served;
      await withSession(own, () => body.send((part) => send(exchange, part)));
      return reply;
    } catch (error) {
      const encoded = encodeThrown(error);
      return { ok: false, error: isWireError(encoded) ? encoded : wireError("Error", String(error)) };
    }
  }
}

/** What a server of a command is asked: by the host that the client has named. */
function servedRequest(
  { url, headers }: FetchRequest,
  { origin, port }: { readonly origin: string; readonly port: number },
): { url: string; exchange: number } {
  const [, exchange = "", path = "/"] = /^\/(\d+)(.*)$/s.exec(url.slice(origin.length)) ?? [];
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  const own = `http://localhost:${port}`;
  const base = host !== undefined && URL.canParse(`http://${host}`) ? `http://${host}` : own;
  return { url: `${base}${path}`, exchange: Number(exchange) };
}

function refusal({ method, url }: FetchRequest): string {
  return (
    `${method} ${url} was refused, because this world is offline. Answer it in the test: ` +
    `\`world.onFetch(${JSON.stringify(url)}, (request) => new Response("…"))\`, or allow real requests with \`offline: false\`.`
  );
}

function matcher(pattern: FetchPattern): (url: string) => boolean {
  // unlike `test`, the same every time for a global one
  if (pattern instanceof RegExp) return (url) => url.search(pattern) >= 0;
  const text = String(pattern);
  if (text === "") throw new InvalidError('world.onFetch: the pattern is empty; use "*" for every request.');
  if (!/^[a-z][\w+.*-]*:|^\*/i.test(text))
    throw new InvalidError(
      `world.onFetch: the pattern ${JSON.stringify(text)} matches no URL, since it has no scheme. Write ${JSON.stringify(withScheme(text))}, or begin it with "*".`,
    );
  const expression = new RegExp(
    `^${text
      .split("*")
      .map((part) => RegExp.escape(part))
      .join(".*")}$`,
  );
  return (url) => expression.test(url) || expression.test(url.replace(/\/$/, ""));
}

function withScheme(text: string): string {
  if (/^\/[^/]/.test(text)) return `*${text}`;
  const rest = text.replace(/^\/+/, "");
  return `https://${rest}${rest.includes("/") ? "" : "/*"}`;
}
