import type { FetchHandler, FetchPattern, FetchRoutes } from "../host/fetch-routes.js";
import { HostFetch, type FetchedWorld } from "../host/host-fetch.js";
import type { RecordedRequest } from "../host/recorded-request.js";
import type { StandInOptions } from "../host/stand-in-use.js";
import { lanePool } from "../lanes/threads/lane-pool.js";
import type { LaneSet } from "../lanes/threads/lane-set.js";
import { checkOptions } from "../../checks/options.js";
import type { WorldSocket } from "../participants/world-socket.js";
import type { ServedFunction } from "../gateway/route-of.js";
import type { Tunnels } from "../tunnels/tunnels.js";
import type { WebAddresses } from "../web/web-addresses.js";
import type { ClientListener, ListenOptions } from "./client-listener.js";
import { WorldTokens } from "./world-tokens.js";
import { WorldClients } from "./world-clients.js";
import { WorldProxyTokens } from "./world-proxy-tokens.js";
import { WorldWeb, type SocketOptions } from "./world-web.js";
import type { ServedHandles, ServeOptions, WorldServer } from "./world-server.js";
import type { WorldParts } from "./world-parts.js";

const hostFetch = new HostFetch((value) => lanePool.replaceGlobal("fetch", value));

/** How web requests come into a world, and what those of its containers meet. */
export abstract class WorldDoors {
  /** Tokens for web functions with `requiresProxyAuth`. */
  readonly proxyTokens: WorldProxyTokens;
  readonly #web: WorldWeb;
  readonly #checkOpen: (method: string) => void;
  readonly #addresses: WebAddresses;
  readonly #tunnels: Tunnels;
  readonly #routes: FetchRoutes;
  readonly #lanes: LaneSet;
  readonly #fetched: FetchedWorld;
  readonly #begin: () => () => void;
  readonly #servers = new Set<WorldServer>();

  /** Tokens of Modal's own clients: `MODAL_TOKEN_ID` and `MODAL_TOKEN_SECRET`. */
  readonly tokens: WorldTokens;
  readonly #parts: WorldParts;
  #clients: WorldClients | undefined;

  /** @internal */
  constructor(parts: WorldParts, checkOpen: (method: string) => void) {
    const { host, proxyTokens, addresses, tunnels, routes, lanes } = parts;
    this.#parts = parts;
    this.tokens = new WorldTokens(checkOpen);
    this.#web = new WorldWeb(host.session);
    this.#begin = () => host.begin();
    this.#checkOpen = checkOpen;
    this.#addresses = addresses;
    this.#fetched = {
      session: host.session,
      covers: (url) => addresses.covers(url),
      has: (url) => addresses.has(url) || tunnels.all.find(new URL(url).host) !== undefined,
      fetch: (input, init) => this.#web.fetch(input, init),
    };
    addresses.onOpened = () => hostFetch.add(this.#fetched);
    tunnels.all.onOpened = addresses.onOpened;
    this.#tunnels = tunnels.all;
    this.#routes = routes;
    this.#lanes = lanes;
    this.proxyTokens = new WorldProxyTokens(proxyTokens, checkOpen);
  }

  /**
   * Sends a request to a web function of this world, without a socket: virtual time passes while it waits. As `fetch`
   * does, it follows redirects, and what the answer's status says is no error.
   * @param input an address of a web function, as `fn.webUrl` has it, or a path of the only one
   * @throws InvalidError for what is no address of this world
   * @example const response = await world.fetch("/price?item=tea");
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    this.#checkOpen("fetch");
    return this.#web.fetch(input, init);
  }

  /**
   * Opens a WebSocket to a web function of this world, without a socket.
   * @param url as of {@link Emulator.fetch}, also with `wss:`
   * @param protocols that the server may choose one of
   */
  websocket(url: string | URL, protocols: string | readonly string[] = [], options: SocketOptions = {}): WorldSocket {
    this.#checkOpen("websocket");
    checkOptions("world.websocket", options, ["headers"]);
    return this.#web.websocket(url, protocols, options);
  }

  /**
   * Answers `fetch` of containers. Where several patterns match, the handler that was added last answers.
   * @param pattern the URL, where `*` stands for anything, or a regular expression
   * @param options.optional it is all right if it answers no request: `verify` says nothing then
   */
  onFetch(pattern: FetchPattern, handler: FetchHandler, options: StandInOptions = {}): void {
    this.#checkOpen("onFetch");
    this.#routes.add(pattern, handler, options);
  }

  /**
   * Requests of containers that handlers of `onFetch` were asked to answer, in order.
   * @param pattern of their URLs, as that of `onFetch`; by default all
   * @example expect(world.requests("https://bank.example/*").map(({ method }) => method)).toEqual(["POST"]);
   */
  requests(pattern?: FetchPattern): RecordedRequest[] {
    return this.#routes.requests(pattern);
  }

  /**
   * Opens ports of this machine for the web functions that run or are deployed now: HTTP/1.1 and WebSockets, on
   * 127.0.0.1 alone. With a virtual clock, time passes while a request waits.
   * @throws InvalidError for a port that something else listens on
   * @example await using server = await world.serve(); await fetch(`${server.url}/price?item=tea`);
   */
  async serve(options: ServeOptions = {}): Promise<WorldServer> {
    this.#checkOpen("serve");
    const { WorldServer: servers } = await import("./world-server.js"); // few worlds serve
    const server = await servers.open(
      {
        client: this.#web,
        begin: this.#begin,
        functions: () => [...servedFunctions(this.#addresses), ...servedTunnels(this.#tunnels)],
        urlOf: (fn) => this.#web.urlOf(fn),
        live: this.live(),
      },
      options,
    );
    this.#servers.add(server);
    return server;
  }

  /**
   * Opens a port of this machine, on 127.0.0.1 alone, for Modal's own clients: `MODAL_SERVER_URL` is to be what `url`
   * says. With a virtual clock, time passes while they wait for an answer.
   * @throws InvalidError for a port that something else listens on, NotFoundError if `modal` is not installed
   */
  async listen(options: ListenOptions = {}): Promise<ClientListener> {
    this.#checkOpen("listen");
    return this.clients.listen(options);
  }

  /** What a page shows that goes on with the world. @internal */
  protected abstract live(): ServedHandles["live"];

  /** How Modal's own clients reach it. @internal */
  get clients(): WorldClients {
    return (this.#clients ??= new WorldClients(this.#parts, this.tokens));
  }

  /** Files of code may have changed: containers that start from now on get them as they are then. @internal */
  renewCode(): void {
    this.#lanes.renewCode();
  }

  /** @internal */
  protected async closeDoors(): Promise<void> {
    this.#addresses.onOpened = undefined;
    this.#tunnels.onOpened = undefined;
    hostFetch.remove(this.#fetched);
    await this.#clients?.close();
    await Promise.all(Array.from(this.#servers, (server) => server[Symbol.asyncDispose]()));
  }
}

function servedFunctions({ live }: WebAddresses): ServedFunction[] {
  const found = new Map<string, ServedFunction>();
  for (const { target, web } of live)
    if (target.webUrl !== undefined)
      found.set(target.webUrl, { tag: target.tag, url: target.webUrl, customDomains: web.customDomains });
  return [...found.values()];
}

function servedTunnels({ all }: Tunnels): ServedFunction[] {
  return Array.from(all, ({ kind, data: { host, containerPort } }) => ({
    tag: `port ${containerPort} of a container`,
    url: `https://${host}`,
    customDomains: [],
    isTunnel: true,
    ...(kind === "unencrypted" && { isPlain: true }),
  }));
}
