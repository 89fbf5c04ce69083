import type { CommandName, Commands } from "../../contract/backend.js";
import { isTunnelHost } from "../../contract/web-hosts.js";
import { wireError } from "../../contract/wire.js";
import type { WebRelays } from "../web/web-requests.js";
import type { WebRequest } from "../../contract/web-commands.js";
import { edgeAnswer, type EdgeAnswer, NO_CREDENTIALS, WRONG_CREDENTIALS } from "../web/edge-answers.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { Reply } from "../kernel/protocol.js";
import type { RelayedName } from "../kernel/relay-protocol.js";
import type { Tunnel, Tunnels } from "./tunnels.js";

/* Modal: docs/modal/secrets-proxies-workspaces.md#tunnels. */

const NOTHING_THERE: EdgeAnswer = { status: 502, text: "modal-http: nothing answers behind this tunnel" };

const GONE = wireError("Error", "The container behind this tunnel is gone.");
const NOT_ALLOWED: EdgeAnswer = {
  status: 403,
  text: "modal-http: the address of this client is not in `inboundCidrAllowlist` of the sandbox",
};

/** A command that a container is asked. */
interface Relayed {
  readonly ordinal: number;
  answered(reply: Reply): void;
}

/** An exchange of a client through a tunnel. */
interface Exchange {
  readonly ordinal: number;
  /** What the container calls it. */
  readonly number: number;
  /** There is no container any more, but somebody who has not heard of it. */
  isGone?: true;
}

/** Takes requests through tunnels to the servers of their containers, command by command. */
export class TunnelRelays implements WebRelays {
  readonly #kernel: Kernel;
  readonly #tunnels: Tunnels;
  readonly #waiting = new Map<number, Relayed>();
  /** By client, and by what it calls them. */
  readonly #exchanges = new Map<string, Exchange>();
  #asked = 0;
  #opened = 0;

  constructor(kernel: Kernel, tunnels: Tunnels) {
    this.#kernel = kernel;
    this.#tunnels = tunnels;
  }

  /** @returns whether it is the address of a tunnel */
  open(key: string, request: WebRequest, url: URL, pending: Pending<"web.open">): boolean {
    if (!isTunnelHost(url.hostname)) return false;
    const tunnel = this.#tunnels.find(url.host);
    const isAllowed = !tunnel || this.#tunnels.isAllowed(tunnel, request.clientAddress);
    const refusal = isAllowed ? tunnel && refusalOf(tunnel, request, url) : NOT_ALLOWED;
    if (refusal || !tunnel) answer(pending, url, refusal ?? NOTHING_THERE);
    else this.#open(key, request, url, tunnel, pending);
    return true;
  }

  #open(
    key: string,
    request: WebRequest,
    url: URL,
    { ordinal, data, access }: Tunnel,
    pending: Pending<"web.open">,
  ): void {
    const number = ++this.#opened;
    const inside = new URL(url);
    inside.protocol = "http:";
    inside.host = `127.0.0.1:${data.containerPort}`;
    pending.waitsFor = () => `the answer of ${url.href}`;
    this.#exchanges.set(key, { ordinal, number });
    const seen = request.localUrl === undefined ? url : new URL(request.localUrl); // redirects are to lead to where it is
    const others = request.headers.filter(([name]) => name.toLowerCase() !== "host");
    const headers: WebRequest["headers"] = [
      ["Host", seen.host],
      ...others,
      ["X-Forwarded-Proto", seen.protocol.slice(0, -1)],
      ["X-Forwarded-Host", seen.host],
      ...(access && access.metadata !== "" ? [["X-Verified-User-Data", access.metadata] as const] : []),
    ];
    const command = { exchange: number, request: { ...request, url: inside.href, headers } };
    this.#kernel.realWaits.hold(ordinal, pending);
    this.#ask(ordinal, "web.open", command, (reply) => {
      if (!reply.ok) {
        this.#exchanges.delete(key);
        answer(pending, url, NOTHING_THERE);
      } else pending.reply({ ...(reply.value as Commands["web.open"]["result"]), url: url.href });
    });
  }

  /** What comes after the opening. @returns whether it is about a tunnel */
  relay<C extends "web.send" | "web.take" | "web.leave">(
    key: string,
    name: C,
    command: Commands[C]["command"],
    pending: Pending<C>,
  ): boolean {
    const exchange = this.#exchanges.get(key);
    if (!exchange) return false;
    if (name === "web.leave") this.#exchanges.delete(key);
    if (exchange.isGone) {
      this.#exchanges.delete(key);
      answerGone(name, pending);
      return true;
    }
    this.#kernel.realWaits.hold(exchange.ordinal, pending);
    this.#ask(exchange.ordinal, name, { ...command, exchange: exchange.number }, (reply) => {
      const isOver = !reply.ok || (name === "web.take" && (reply.value as Commands["web.take"]["result"]).end);
      if (isOver) this.#exchanges.delete(key);
      if (exchange.isGone) answerGone(name, pending);
      else if (reply.ok) pending.reply(reply.value as Commands[C]["result"]);
      else pending.failWith(reply.error);
    });
    return true;
  }

  /** A container has answered. */
  answered(id: number, reply: Reply): void {
    const relayed = this.#waiting.get(id);
    this.#waiting.delete(id);
    relayed?.answered(reply);
  }

  /** A container is gone. */
  gone(ordinal: number): void {
    this.#tunnels.closeAll(ordinal);
    const reply: Reply = { ok: false, error: GONE };
    for (const exchange of this.#exchanges.values()) if (exchange.ordinal === ordinal) exchange.isGone = true;
    for (const [id, relayed] of this.#waiting) if (relayed.ordinal === ordinal) this.answered(id, reply);
  }

  /** A client is gone, with all that it has asked for. */
  leaveAll(prefix: string): void {
    for (const [key, { ordinal, number, isGone }] of this.#exchanges)
      if (key.startsWith(prefix)) {
        this.#exchanges.delete(key);
        if (!isGone) this.#ask(ordinal, "web.leave", { exchange: number }, () => undefined);
      }
  }

  #ask<C extends RelayedName>(
    ordinal: number,
    name: C & CommandName,
    command: Commands[C]["command"],
    answered: (reply: Reply) => void,
  ): void {
    const id = ++this.#asked;
    this.#waiting.set(id, { ordinal, answered });
    this.#kernel.deliver(ordinal, { type: "relay", id, name, command });
  }
}

/** The answer breaks off, and nothing more can be sent. */
function answerGone(name: string, pending: Pending): void {
  if (name === "web.take") pending.reply({ pieces: [], end: { error: GONE } });
  else if (name === "web.leave") pending.reply(null);
  else pending.failWith(GONE);
}

function refusalOf({ access }: Tunnel, { headers }: WebRequest, url: URL): EdgeAnswer | undefined {
  if (!access) return undefined;
  const authorization = headers.find(([name]) => name.toLowerCase() === "authorization")?.[1];
  const given = authorization?.replace(/^Bearer /i, "") ?? url.searchParams.get("_modal_connect_token");
  if (given === null || given === undefined) return NO_CREDENTIALS;
  return given === access.token ? undefined : WRONG_CREDENTIALS;
}

function answer(pending: Pending<"web.open">, { href: url }: URL, given: EdgeAnswer): void {
  pending.reply({ url, ...edgeAnswer(given) });
}
