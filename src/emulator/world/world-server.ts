import { InvalidError } from "../../contract/errors.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { LiveWorld } from "../../report/live/live-world.js";
import { PlainListener } from "../gateway/plain-listener.js";
import { labelOf } from "../gateway/route-of.js";
import {
  type AnswerFirst,
  commonListener,
  ownListener,
  type ServedWorld,
  type WorldListener,
} from "../gateway/serve-world.js";

/** Options of `world.serve`. */
export interface ServeOptions {
  /** Of 127.0.0.1, for all web functions, from 0 to 65535. Default: 0, any that is free. */
  port?: number;
  /** Whether the port has a page at `/_modal` that shows the world as it goes on. Default: false. */
  report?: boolean;
}

/** What a server is told of its world. */
export interface ServedHandles extends ServedWorld {
  /** Where a web function is reached in the world. */
  urlOf(fn: AnyFunction): string | undefined;
  /** What its page shows. */
  readonly live: Omit<LiveWorld, "isOwn">;
}

/**
 * A world's web functions on ports of this machine, until it is disposed: one for all, at which requests go by their
 * `Host` (`<label>.localhost`, or a custom domain), and one of its own for each function.
 */
export class WorldServer implements AsyncDisposable {
  readonly #served: ServedHandles;
  readonly #common: WorldListener;
  readonly #own = new Map<string, WorldListener>();
  readonly #plain = new Map<string, PlainListener>();

  /** @internal */
  static async open(served: ServedHandles, options: ServeOptions): Promise<WorldServer> {
    checkOptions("world.serve", options, ["port", "report"]);
    const { port = 0, report = false } = options;
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new InvalidError(
        `Option "port" of world.serve must be a whole number from 0 to 65535, got ${String(port)}.`,
      );
    if (typeof report !== "boolean")
      throw new InvalidError(`Option "report" of world.serve must be true or false, got ${describe(report)}.`);
    const common = commonListener(served, report ? await livePages(served) : undefined);
    await common.listen(port);
    const server = new WorldServer(served, common);
    await server.refresh();
    return server;
  }

  private constructor(served: ServedHandles, common: WorldListener) {
    this.#served = served;
    this.#common = common;
  }

  /** Of 127.0.0.1. */
  get port(): number {
    return this.#common.port;
  }

  /** Where all web functions are reached; the only one at its root. */
  get url(): string {
    return urlAt(this.#common);
  }

  /**
   * Where a web function is reached by itself.
   * @throws InvalidError for what is no web function that ran or was deployed when the server was opened
   */
  urlOf(fn: AnyFunction): string {
    const webUrl = this.#served.urlOf(fn);
    const own = webUrl === undefined ? undefined : this.#own.get(webUrl);
    if (own) return urlAt(own);
    const known = this.#served.functions().map(({ tag }) => tag);
    throw new InvalidError(
      `server.urlOf: \`${fn.name}\` is none of the web functions here (${known.join(", ") || "there are none"}). Open the server once its app runs or is deployed.`,
    );
  }

  /**
   * Where what is behind a tunnel is reached by itself: a port of its own is opened for it.
   * @throws InvalidError for a tunnel that is not open
   */
  async tunnelUrl(tunnel: { readonly host: string }): Promise<string> {
    const url = `https://${tunnel.host}`;
    if (!this.#served.functions().some((each) => each.isTunnel && each.url === url))
      throw new InvalidError(`server.tunnelUrl: no tunnel of this world that is open has the host ${tunnel.host}.`);
    return urlAt(this.#own.get(url) ?? (await this.#open(url)));
  }

  /**
   * Where the TCP port of an unencrypted tunnel is reached by itself: a port of this machine is opened for it, which
   * leads to the container's, byte by byte.
   * @throws InvalidError for a tunnel that is not open, or not for plain TCP
   */
  async tcpSocket(tunnel: { readonly host: string }): Promise<[host: string, port: number]> {
    const url = `https://${tunnel.host}`;
    const found = this.#served.functions().find((each) => each.isTunnel && each.url === url);
    if (found?.isPlain !== true)
      throw new InvalidError(
        found
          ? `server.tcpSocket: the tunnel ${tunnel.host} is not for plain TCP: open its port as an unencrypted one.`
          : `server.tcpSocket: no tunnel of this world that is open has the host ${tunnel.host}.`,
      );
    const known = this.#plain.get(url);
    if (known) return known.address;
    const listener = new PlainListener(this.#served, url);
    this.#plain.set(url, listener);
    await listener.listen();
    return listener.address;
  }

  /** Opens ports for web functions that are new, and closes those of others. @internal */
  async refresh(): Promise<ServedPlace[]> {
    const functions = this.#served.functions().filter(({ isTunnel }) => isTunnel !== true);
    for (const [url, listener] of this.#own) {
      if (this.#served.functions().some((each) => each.url === url)) continue;
      this.#own.delete(url);
      await listener.close();
    }
    const places: ServedPlace[] = [];
    for (const { tag, url } of functions) {
      const listener = this.#own.get(url) ?? (await this.#open(url));
      places.push({ tag, url: `http://${labelOf({ url })}.localhost:${this.port}`, ownUrl: urlAt(listener) });
    }
    return places;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [this.#common, ...this.#own.values(), ...this.#plain.values()].map((listener) => listener.close()),
    );
  }

  async #open(url: string): Promise<WorldListener> {
    const listener = ownListener(this.#served, url);
    await listener.listen(0);
    this.#own.set(url, listener);
    return listener;
  }
}

/** Where a web function is served. */
export interface ServedPlace {
  readonly tag: string;
  /** By its name, at the port of all. */
  readonly url: string;
  /** At its own port. */
  readonly ownUrl: string;
}

/** What answers for the page of a world: at names of this machine, not at those of functions. */
async function livePages({ live, functions }: ServedHandles): Promise<AnswerFirst> {
  const { LivePages } = await import("../../report/live/live-pages.js");
  const isOwn = (name: string): boolean =>
    name.endsWith(".localhost") || functions().some(({ customDomains }) => customDomains.includes(name));
  const pages = new LivePages({ ...live, isOwn });
  return (request, response) => pages.answer(request, response);
}

function urlAt({ port }: WorldListener): string {
  return `http://127.0.0.1:${port}`;
}
