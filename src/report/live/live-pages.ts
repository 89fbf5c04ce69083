import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { livePage } from "../page/pack-report.js";
import { reportTemplate } from "../page/write-report.js";
import { ChangeStream } from "./change-stream.js";
import type { LiveWorld } from "./live-world.js";

/** Where the page is. */
export const LIVE_PATH = "/_modal";

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** Names of this machine: a page of somewhere else may have another name point here. */
const LOCAL: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Where requests come from that may ask for data. */
const NEAR: ReadonlySet<unknown> = new Set([undefined, "none", "same-origin"]);

/** Answers requests for the page that shows a world as it goes on, and for what the page asks for. */
export class LivePages {
  readonly #world: LiveWorld;
  /** No other world has it, at whatever port. */
  readonly #id = randomUUID();

  constructor(world: LiveWorld) {
    this.#world = world;
  }

  /** @returns whether a request was for the page */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, search } = partsOf(request.url ?? "/");
    const get = this.#handlerOf(pathname, new URLSearchParams(search));
    const name = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    if (!get || this.#world.isOwn(name)) return false;
    if (!LOCAL.has(name)) refuse(response, 403, "This page is for this machine alone.");
    else if (request.method !== "GET")
      refuse(response.setHeader("allow", "GET"), 405, "There is nothing but GET here.");
    else if (pathname !== LIVE_PATH && !NEAR.has(request.headers["sec-fetch-site"]))
      refuse(response, 403, "This is for its own page alone.");
    else
      try {
        get(response);
      } catch (error) {
        if (response.headersSent) response.destroy();
        else refuse(response, 500, `This cannot be told: ${String(error)}`);
      }
    return true;
  }

  #handlerOf(path: string, query: URLSearchParams): ((response: ServerResponse) => void) | undefined {
    switch (path) {
      case LIVE_PATH:
        return (response) => void page(response);
      case `${LIVE_PATH}/data`:
        return (response) => this.#data(response, query.get("after") ?? "0", query.get("world") ?? "");
      case `${LIVE_PATH}/changes`:
        return (response) => {
          response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
          new ChangeStream(this.#world, response).open();
        };
      default:
        return undefined;
    }
  }

  /** What there is after so many events of a world, `""` for this one. */
  #data(response: ServerResponse, after: string, world: string): void {
    if (!/^\d{1,15}$/.test(after)) return refuse(response, 400, "?after= takes how many events are known.");
    if (Number(after) > this.#world.count()) return refuse(response, 409, "So many events this world has not had.");
    if (world !== "" && world !== this.#id) return refuse(response, 409, "This is another world.");
    const data = this.#world.data(Number(after));
    const text = JSON.stringify({ data, next: this.#world.count(), world: this.#id });
    response.writeHead(200, { ...HEADERS, "content-type": "application/json" });
    response.end(text);
  }
}

async function page(response: ServerResponse): Promise<void> {
  try {
    const text = livePage(await reportTemplate(), `${LIVE_PATH}/data`);
    response.writeHead(200, { ...HEADERS, "content-type": "text/html; charset=utf-8" });
    response.end(text);
  } catch (error) {
    refuse(response, 500, `The page cannot be read: ${String(error)}`);
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

/** Of what stands in the first line of a request, which may be a whole URL. */
function partsOf(url: string): { readonly pathname: string; readonly search: string } {
  const [path = "", ...query] = url.replace(/^https?:\/\/[^/?]*/i, "").split("?");
  return { pathname: path, search: query.join("?") };
}
