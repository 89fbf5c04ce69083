import type { Server } from "node:net";
import { fetchInWorld, type WebClient } from "../../participants/world-fetch.js";
import type { OwnPorts } from "../ports/own-ports.js";
import { networkError } from "./network-error.js";
import { withSeededForm } from "./seeded-form.js";
import type { FetchAnswer, FetchRequest } from "../../../contract/backend.js";
import { isWebHost } from "../../../contract/web-hosts.js";

/** Sends requests to web functions of the world. */
export interface FetchClients extends WebClient {
  /** The same for servers of the container's own. */
  own(): Promise<WebClient>;
  /** What answers connections to web functions of the world. */
  gate(): Promise<Server>;
}

/** What `fetch` in a container needs of it. */
export interface FetchHost {
  readonly tag: string;
  readonly spec: { readonly blockNetwork?: boolean };
  readonly web: FetchClients;
  readonly chance: { readonly random: () => number };
  /** What its own servers listen on. */
  readonly ports: OwnPorts;
  /** Asks the world for a stand-in's answer. */
  askWorld(request: FetchRequest): Promise<FetchAnswer>;
  /** Keeps time still until the real thing is done. */
  io<T>(what: string, body: () => Promise<T>): Promise<T>;
}

type FetchAnswerHeaders = FetchRequest["headers"];

/** Statuses whose responses have no body. */
const BODYLESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * `fetch` as a container sees it. Servers of its own come first, then the world is asked; without a stand-in the real
 * network is, and the response is read whole before user code sees it, because the order in which pieces arrive is
 * chance.
 */
export function containerFetch(host: FetchHost): typeof fetch {
  const { fetch: realFetch } = globalThis;
  /** @param followed redirects that led here */
  const fetchHere = async (
    input: Parameters<typeof fetch>[0],
    init: RequestInit | undefined,
    followed: number,
  ): Promise<Response> => {
    const given = withSeededForm(init, host.chance.random);
    const request = new Request(input, given);
    const { url, method, signal } = request;
    if (isOwn(host.ports, url)) return fetchInWorld(await host.web.own(), request, url, undefined, elsewhere, followed);
    let body: ArrayBuffer | null = null;
    const ask = async (isBodyLater: boolean): Promise<FetchAnswer> => {
      if (request.body && !isBodyLater) body = await request.clone().arrayBuffer();
      signal.throwIfAborted();
      if (host.spec.blockNetwork && /^https?:/.test(url)) throw blocked(host.tag, new URL(url));
      return unlessAborted(signal, host.askWorld({ url, method, headers: [...request.headers], body, isBodyLater }));
    };
    // a web function gets a stream as it comes, unless somebody stands in for it
    let answer = await ask(isStream(given?.body) && isWebHost(new URL(url).hostname));
    if (answer.pass && answer.wantsBody) answer = await ask(false);
    if (answer.pass && answer.isOfWorld)
      return fetchInWorld(host.web, request, url, body ?? undefined, elsewhere, followed);
    if (!answer.pass) return response(url, answer.status, answer.statusText, answer.headers, answer.body, followed > 0);
    return host.io(`fetch of ${url}`, async () => {
      const real = await realFetch(request);
      return response(
        real.url,
        real.status,
        real.statusText,
        [...real.headers],
        await real.arrayBuffer(),
        real.redirected || followed > 0,
      );
    });
  };
  const elsewhere = (request: Request, followed: number): Promise<Response> => fetchHere(request, undefined, followed);
  return (input, init) => fetchHere(input, init, 0);
}

/** All other bodies are complete when they are sent. */
function isStream(body: unknown): boolean {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

function isOwn(ports: OwnPorts, url: string): boolean {
  if (ports.open.length === 0 || !/^https?:/.test(url)) return false;
  const { hostname, port, protocol } = new URL(url);
  return ports.find({ host: hostname, port: portOf(protocol, port) }) !== undefined;
}

function portOf(protocol: string, port: string): number {
  return Number(port) || (protocol === "http:" ? 80 : 443);
}

/** As `fetch` of Node fails. */
function blocked(tag: string, { hostname, port, protocol }: URL): TypeError {
  const cause = networkError(tag, "connect", {
    host: hostname,
    port: portOf(protocol, port),
  });
  return new TypeError(`fetch failed: ${cause.message}`, { cause });
}

/** Settles as `waiting` does, unless the signal comes first. */
function unlessAborted<T>(signal: AbortSignal, waiting: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  return Promise.race([waiting, aborted.promise]).finally(() => signal.removeEventListener("abort", abort));
}

function response(
  url: string,
  status: number,
  statusText: string,
  headers: FetchAnswerHeaders,
  body: ArrayBuffer | null,
  redirected = false,
): Response {
  const made = new Response(BODYLESS.has(status) ? null : body, {
    status,
    statusText,
    headers: headers.map(([key, value]): [string, string] => [key, value]),
  });
  return Object.defineProperties(made, {
    url: { value: url, configurable: true },
    redirected: { value: redirected, configurable: true },
  });
}
