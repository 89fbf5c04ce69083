import type { CommandName, Commands } from "../../contract/backend.js";
import type { HeaderList, WebRequest } from "../../contract/web-commands.js";
import { answerOf } from "./world-answer.js";
import { beginningOf, sendRest, wrongLength } from "./request-pieces.js";

/** How a client talks to its world. */
export interface WebClient {
  send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]>;
  /** A number that no request of this client has had. */
  nextExchange(): number;
  /** Calls back unless something has come of `awaited` in a while of real time; left out where all time is virtual. */
  readonly whenLate?: (awaited: Promise<unknown>, late: () => void) => void;
}

/** What a body is made of. */
type Source = RequestInit["body"];

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Redirects that are followed, as `fetch` does. */
const MOST_REDIRECTS = 20;

/** Methods for which `fetch` says that there is no body. */
const EXPECT_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "QUERY", "PROPFIND", "PROPPATCH"]);

/** What `fetch` says by itself of a request. */
const DEFAULTS: HeaderList = [
  ["accept", "*/*"],
  ["accept-language", "*"],
  ["sec-fetch-mode", "cors"],
  ["user-agent", "node"],
];

/** A request, as far as it is looked at here; what the web platform has for it takes longer to make. */
export interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly redirect: Request["redirect"];
  /** `undefined`: nobody can give it up. */
  readonly signal: AbortSignal | undefined;
}

/** Made with its first use: the class takes Node a while to load. */
let noHeaders: Headers | undefined;

/** Of nothing but a URL. */
export function plainRequest(url: string): Asked {
  return {
    url,
    method: "GET",
    headers: (noHeaders ??= new Headers()),
    body: null,
    redirect: "follow",
    signal: undefined,
  };
}

/** A request that was sent to a web function, as far as its answer has come. */
export interface Sent {
  readonly exchange: number;
  readonly answer: Commands["web.open"]["result"];
  /** The body, if it was complete when the request was sent. */
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** Nobody is going to take any more of the answer. */
  leave(): void;
}

/**
 * Sends a request to a web function of a world, without sockets, and follows redirects, as `fetch` does.
 * @param address where it goes instead of the request's URL: a path of the only web function
 * @param source what the body is made of, if that is known: all but a stream can be sent again
 * @param elsewhere asks for what a redirect leads to outside of the world
 * @param followed redirects that led here
 */
export async function fetchInWorld(
  client: WebClient,
  request: Asked,
  address: string = request.url,
  source?: Source,
  elsewhere?: (request: Request, followed: number) => Promise<Response>,
  followed = 0,
): Promise<Response> {
  let current: Asked = request;
  let url = address;
  for (; ; followed++) {
    const sent = await open(client, current, url);
    const { head, url: reached } = sent.answer;
    const location = head.headers.find(([name]) => name.toLowerCase() === "location")?.[1];
    if (!REDIRECTS.has(head.status) || location === undefined || request.redirect === "manual")
      return answerOf(client, sent, request, followed > 0);
    sent.leave();
    if (request.redirect === "error") throw failed(`${reached} redirects to ${location}`);
    if (followed === MOST_REDIRECTS) throw failed("redirect count exceeded");
    url = new URL(location, reached).href;
    current = redirected(current, reached, url, head.status, source ?? sent.body);
    if (elsewhere && new URL(url).host !== new URL(reached).host) return elsewhere(current as Request, followed + 1);
  }
}

/** As `fetch` of Node fails. */
function failed(why: unknown): TypeError {
  return new TypeError("fetch failed", { cause: typeof why === "string" ? new globalThis.Error(why) : why });
}

/** What `fetch` asks for next. */
function redirected(request: Asked, from: string, to: string, status: number, again?: Source): Request {
  const { method, signal } = request;
  const headers = new Headers(request.headers);
  const becomesGet =
    (status === 303 && method !== "GET" && method !== "HEAD") ||
    ((status === 301 || status === 302) && method === "POST");
  if (becomesGet)
    for (const name of ["content-encoding", "content-language", "content-location", "content-type", "content-length"])
      headers.delete(name);
  else if (request.body !== null && !isRepeatable(again))
    throw failed(`the body of ${method} ${from} is a stream, which cannot be sent again to ${to}`);
  else if (again instanceof FormData) headers.delete("content-type"); // gets a boundary of its own
  if (new URL(to).origin !== new URL(from).origin)
    for (const name of ["authorization", "proxy-authorization", "cookie", "host"]) headers.delete(name);
  const given = signal && { signal };
  if (becomesGet || request.body === null)
    return new Request(to, { method: becomesGet ? "GET" : method, headers, ...given });
  return new Request(to, { method, headers, ...given, body: again ?? null });
}

function isRepeatable(body: Source): boolean {
  return body !== undefined && body !== null && !(typeof body === "object" && Symbol.asyncIterator in body);
}

async function open(client: WebClient, request: Asked, given: string): Promise<Sent> {
  const url = given.replace(/#.*$/s, ""); // fragments are the client's own
  const exchange = client.nextExchange();
  const { signal } = request;
  signal?.throwIfAborted();
  const { body, rest } = request.body === null ? NO_BODY : await beginningOf(request.body);
  const leave = (): void => void client.send("web.leave", { exchange }).catch(() => undefined);
  const declared = declaredLength(request.headers);
  if (body !== null && !rest && declared !== undefined && declared !== body.length) throw failed(wrongLength());
  let opened = client.send("web.open", { exchange, request: requestOf(request, url, body, rest !== undefined) });
  if (rest) {
    const sending = sendRest(client, exchange, rest, { declared, begun: body?.length ?? 0 });
    opened = unlessBroken(sending, opened, leave);
  }
  const answer = await (signal ? unlessAborted(signal, opened, leave) : opened);
  return {
    exchange,
    answer,
    body: rest ? undefined : (body ?? undefined),
    leave: () => (answer.end ? undefined : leave()),
  };
}

function declaredLength(headers: Headers): number | undefined {
  const given = headers.get("content-length");
  return given === null ? undefined : Number(given);
}

/** A body that breaks off before there is an answer takes its client along. */
async function unlessBroken<T>(sending: Promise<void>, opened: Promise<T>, leave: () => void): Promise<T> {
  const broken = Promise.withResolvers<never>();
  let isOpened = false;
  sending.catch((error: unknown) => {
    if (!isOpened) leave();
    broken.reject(failed(error));
  });
  const answer = await Promise.race([opened, broken.promise]);
  isOpened = true;
  return answer;
}

const NO_BODY = { body: null, rest: undefined } as const;

async function unlessAborted<T>(signal: AbortSignal, opened: Promise<T>, leave: () => void): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    leave();
    aborted.reject(signal.reason);
  };
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([opened, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function requestOf(
  { method, headers: given }: Asked,
  url: string,
  body: Uint8Array<ArrayBuffer> | null,
  isOpen: boolean,
): WebRequest {
  const hasBody = body !== null || isOpen;
  const own = given === noHeaders ? [] : [...given].filter(([name]) => hasBody || name !== "content-length");
  const headers = own.length === 0 ? [...DEFAULTS] : [...own, ...DEFAULTS.filter(([name]) => !given.has(name))];
  if (own.some(([name]) => name === "content-length")) return { url, method, headers, body, isOpen, isSocket: false };
  if (isOpen) headers.push(["transfer-encoding", "chunked"]);
  else if ((body?.length ?? 0) > 0 || EXPECT_BODY.has(method))
    headers.push(["content-length", String(body?.length ?? 0)]);
  return { url, method, headers, body, isOpen, isSocket: false };
}
