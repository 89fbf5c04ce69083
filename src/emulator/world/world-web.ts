import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { sessionNear, withSession, type Session } from "../../api/session/session.js";
import { whenLate } from "../time/when-late.js";
import { WorldSocket } from "../participants/world-socket.js";
import { fetchInWorld, plainRequest, type WebClient } from "../participants/world-fetch.js";

/** Options of `world.websocket`. */
export interface SocketOptions {
  /** Of the request that asks for it. */
  headers?: RequestInit["headers"];
}

const PROTOCOL = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** How the test sends requests to the web functions of its world. */
export class WorldWeb implements WebClient {
  readonly #session: Session;
  #exchanges = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  readonly send: WebClient["send"] = (name, command) => sessionNear(this.#session).backend.send(name, command);

  readonly whenLate: NonNullable<WebClient["whenLate"]> = whenLate;

  nextExchange(): number {
    return ++this.#exchanges;
  }

  /** Where a web function is reached in this world, whether or not its session is in sight. */
  urlOf(fn: AnyFunction): string | undefined {
    return withSession(this.#session, () => fn.webUrl);
  }

  async fetch(input: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    if (typeof input !== "string" && !(input instanceof URL) && !(input instanceof Request))
      throw new InvalidError(`world.fetch takes a URL, a path or a Request, got ${describe(input)}.`);
    const isPath = typeof input === "string" && input.startsWith("/");
    if (typeof input === "string" && !isPath && !URL.canParse(input))
      throw new InvalidError(
        `world.fetch takes a URL, a path that begins with "/" or a Request, got ${describe(input)}.${hintFor(input)}`,
      );
    const isPlain = init === undefined && typeof input === "string" && URL.canParse(input) && !input.includes("@");
    const request = isPlain
      ? plainRequest(input)
      : new Request(isPath ? new URL(input, "https://emulator.modal.run") : input, init);
    return withSession(sessionNear(this.#session), () =>
      fetchInWorld(this, request, isPath ? input : request.url, init?.body),
    );
  }

  websocket(url: string | URL, protocols: string | readonly string[], { headers }: SocketOptions): WorldSocket {
    const address = String(url).replace(/^ws(s?):/, "http$1:");
    const given = typeof protocols === "string" ? [protocols] : protocols;
    if (!given.every((each) => PROTOCOL.test(each)) || new Set(given).size < given.length)
      throw new InvalidError(
        `world.websocket: protocols are names without spaces, each once, got ${given.map((each) => describe(each)).join(", ")}.`,
      );
    return withSession(this.#session, () => new WorldSocket(this, address, given, new Headers(headers)));
  }
}

function hintFor(input: string): string {
  return input.startsWith("undefined")
    ? " `webUrl` is undefined where its app does not run: use it inside `world.run(app, () => …)`, or, once it is deployed, inside `world.within(() => …)`."
    : "";
}
