import type { FetchAnswer, FetchRequest } from "../../contract/backend.js";
import { encodeThrown } from "../../api/session/values.js";
import { isWireError, wireError } from "../../contract/wire.js";
import { InvalidError } from "../../contract/errors.js";
import { withSession, type Session } from "../../api/session/session.js";
import type { Reply } from "../kernel/protocol.js";
import { RecordedRequests, type RecordedRequest } from "./recorded-request.js";
import { StandIns } from "./stand-ins.js";
import { parseStandInOptions, StandInUse, unused, type StandInOptions } from "./stand-in-use.js";

export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** What a request's URL is held against: a text where `*` stands for anything, or a regular expression. */
export type FetchPattern = string | RegExp | URL;

/** What stands in for servers: answers `fetch` of containers. */
export class FetchRoutes {
  readonly #routes: { matches: (url: string) => boolean; handler: FetchHandler; use: StandInUse }[] = [];
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

  /** Answers all requests to an origin that nobody else knows. @returns ends that */
  serve(origin: string, handler: FetchHandler): () => void {
    const use = new StandInUse(origin, origin, true);
    const route = { matches: (url: string) => url.startsWith(`${origin}/`), handler, use };
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
    return this.#standIns.run(session, async (own): Promise<Reply> => {
      const route = this.#routes.find(({ matches }) => matches(request.url));
      if (!route && isOfWorld) return { ok: true, value: { pass: true, isOfWorld } satisfies FetchAnswer };
      if (!route)
        return this.#offline
          ? { ok: false, error: wireError("ConnectionError", refusal(request)) }
          : { ok: true, value: { pass: true } satisfies FetchAnswer };
      if (request.isBodyLater) return { ok: true, value: { pass: true, wantsBody: true } satisfies FetchAnswer };
      route.use.isUsed = true;
      const answered = this.#requests.add(request);
      try {
        const made = new Request(request.url, {
          method: request.method,
          headers: request.headers.map(([key, value]) => [key, value]),
          body: request.body,
        });
        const response = await withSession(own, () => route.handler(made));
        if (!(response instanceof Response))
          throw new InvalidError(`The handler of world.onFetch for ${request.url} returned no Response.`);
        const body = response.body ? await response.arrayBuffer() : null;
        const { status, statusText, headers } = response;
        const value: FetchAnswer = { pass: false, status, statusText, headers: [...headers], body };
        answered(value);
        return { ok: true, value };
      } catch (error) {
        const encoded = encodeThrown(error);
        return { ok: false, error: isWireError(encoded) ? encoded : wireError("Error", String(error)) };
      }
    });
  }
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
