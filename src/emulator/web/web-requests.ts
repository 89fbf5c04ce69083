import type { HeaderList, WebCommands, WebEnd, WebPiece, WebRequest } from "../../contract/web-commands.js";
import type { Calls } from "../calls/calls.js";
import type { Attempts } from "../calls/attempts.js";
import { CANCELLED } from "../calls/cancelled.js";
import { describeInput } from "../calls/wait-graph.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import type { CallTarget, FunctionRecord } from "../records/function-record.js";
import {
  askLater,
  ASKED_ALREADY,
  edgeAnswer,
  NO_CREDENTIALS,
  NOT_DEPLOYED,
  needsArguments,
  ONLY_GET,
  STOPPED,
  TOO_LARGE,
  WRONG_CREDENTIALS,
  wrongParameters,
  type EdgeAnswer,
} from "./edge-answers.js";
import { classParameters } from "./class-parameters.js";
import { sizeOf } from "./size-of.js";
import { WebExchange, type ExchangePort } from "./web-exchange.js";
import type { WebAddress, WebAddresses } from "./web-addresses.js";
import type { ProxyTokens } from "./proxy-tokens.js";
import { isWebHost } from "../../contract/web-hosts.js";

/** How long the edge waits for the head of an answer, in milliseconds. Modal: docs/modal/web-endpoints.md#the-edge. */
const HEAD_LIMIT_MS = 150_000;
/** What names the call whose answer a client asks for later. */
const CALL_PARAMETER = "__modal_function_call_id";

/** Takes requests elsewhere than to functions; each says whether it has. */
export interface WebRelays {
  open(key: string, request: WebRequest, url: URL, pending: Pending<"web.open">): boolean;
  /** What comes after the opening. */
  relay<C extends "web.send" | "web.take" | "web.leave">(
    key: string,
    name: C,
    command: WebCommands[C]["command"],
    pending: Pending<C>,
  ): boolean;
  /** A client is gone, whose exchanges begin with this. */
  leaveAll(prefix: string): void;
  /** A container may be gone. */
  gone(ordinal: number): void;
}

export interface WebPort {
  readonly calls: Calls;
  readonly attempts: Attempts;
  readonly addresses: WebAddresses;
  readonly tokens: ProxyTokens;
  readonly relays: WebRelays;
  /** Of bodies. */
  readonly maxRequestBytes: number;
  /** The instance of a class that has these parameters. @returns `undefined` after having failed */
  instance(
    cls: FunctionRecord,
    parameters: Readonly<Record<string, unknown>>,
    pending: Pending,
  ): FunctionRecord | undefined;
}

/** Takes web requests to the functions that answer them. Modal: docs/modal/web-endpoints.md. */
export function handleWebRequests(kernel: Kernel, port: WebPort): void {
  const requests = new WebRequests(kernel, port);
  kernel.handle("web.open", ({ exchange, request }, pending) => requests.open(exchange, request, pending));
  kernel.handle("web.send", (command, pending) => {
    const { exchange, pieces, end } = command;
    if (port.relays.relay(keyOf(pending, exchange), "web.send", command, pending)) return;
    const found = requests.find(exchange, pending);
    if (found) found.receive(pieces, end, pending);
    else pending.reply(null); // it is over, or was never taken to a function
  });
  kernel.handle("web.take", (command, pending) => {
    const { exchange, isPassive = false } = command;
    pending.isPassive = isPassive;
    if (port.relays.relay(keyOf(pending, exchange), "web.take", command, pending)) return;
    const found = requests.find(exchange, pending);
    if (found) found.take(pending);
    else pending.fail("InvalidError", "This answer has been taken to its end.");
  });
  kernel.handle("web.leave", (command, pending) => {
    const { exchange } = command;
    if (port.relays.relay(keyOf(pending, exchange), "web.leave", command, pending)) return;
    requests.find(exchange, pending)?.leave();
    pending.reply(null);
  });
  kernel.onGone = (ordinal) => {
    requests.leaveAll(ordinal);
    port.relays.gone(ordinal);
  };
  kernel.handle("function.webUrl", ({ functionId }, pending) => {
    const target = port.calls.target(functionId);
    if (target) pending.reply(target.webUrl ?? null);
    else pending.fail("NotFoundError", `There is no function ${functionId} in this world.`);
  });
}

class WebRequests {
  readonly #kernel: Kernel;
  readonly #port: WebPort;
  /** By client, and by what it calls them. */
  readonly #exchanges = new Map<string, WebExchange>();
  /** By call, until the answer has been taken. */
  readonly #byCall = new Map<string, WebExchange>();

  constructor(kernel: Kernel, port: WebPort) {
    this.#kernel = kernel;
    this.#port = port;
  }

  find(exchange: number, pending: Pending): WebExchange | undefined {
    return this.#exchanges.get(keyOf(pending, exchange));
  }

  /** A client is gone, with all that it has asked for. */
  leaveAll(ordinal: number): void {
    const prefix = keyOf({ origin: { ordinal } }, "");
    for (const [key, exchange] of this.#exchanges) if (key.startsWith(prefix)) exchange.leave();
    this.#port.relays.leaveAll(prefix);
  }

  open(exchange: number, request: WebRequest, pending: Pending<"web.open">): void {
    const key = keyOf(pending, exchange);
    const url = this.#absolute(request.url, pending);
    if (!url || this.#port.relays.open(key, request, url, pending)) return;
    const address = this.#port.addresses.find(url.host);
    if (!address && !isWebHost(url.hostname))
      return pending.fail("InvalidError", `No web function of this world has the address ${url.origin}.${this.#known}`);
    const refusal = this.#refusal(address, request);
    if (refusal || !address) return answer(pending, url.href, refusal ?? NOT_DEPLOYED);
    const callId = url.search === "" ? null : url.searchParams.get(CALL_PARAMETER);
    if (callId !== null) return this.#ask(key, callId, url, request.method, pending);
    this.#begin(key, { ...request, url: url.href }, url, address, pending);
  }

  /** A path is one of the only web function. @returns `undefined` after having failed */
  #absolute(url: string, pending: Pending<"web.open">): URL | undefined {
    if (!url.startsWith("/")) {
      if (URL.canParse(url)) return new URL(url);
      pending.fail("InvalidError", `${url} is no URL.`);
      return undefined;
    }
    const urls = new Set(this.#port.addresses.live.map(({ target }) => target.webUrl));
    const [only, ...others] = urls;
    if (only !== undefined && others.length === 0) return new URL(url, only);
    pending.fail(
      "InvalidError",
      only === undefined
        ? `${url} leads nowhere: no web function runs or is deployed in this world.`
        : `${url} may be of any of several web functions: give the whole address.${this.#known}`,
    );
    return undefined;
  }

  get #known(): string {
    const lines = this.#port.addresses.live.map(({ host, target }) => `\n  \`${target.tag}\`: https://${host}`);
    return lines.length === 0 ? " There is none." : ` There are:${lines.join("")}`;
  }

  #refusal(address: WebAddress | undefined, { headers, body, isSocket }: WebRequest): EdgeAnswer | undefined {
    if (!address) return NOT_DEPLOYED;
    const { target, web } = address;
    if (target.app.state === "stopped") return STOPPED;
    if (target.isDropped) return NOT_DEPLOYED;
    if (web.requiresProxyAuth) {
      const wrong = this.#unauthorized(headers, target.app.environment);
      if (wrong) return wrong;
    }
    const declared = Number(headers.find(([name]) => name.toLowerCase() === "content-length")?.[1] ?? 0);
    const size = Math.max(declared, body === null ? 0 : sizeOf(body));
    return !isSocket && size > this.#port.maxRequestBytes ? TOO_LARGE : undefined;
  }

  #unauthorized(headers: HeaderList, environment: string): EdgeAnswer | undefined {
    const [key, secret] = ["modal-key", "modal-secret"].map(
      (wanted) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1],
    );
    if (key === undefined || secret === undefined) return NO_CREDENTIALS;
    return this.#port.tokens.opens(key, secret, environment) ? undefined : WRONG_CREDENTIALS;
  }

  #begin(key: string, request: WebRequest, url: URL, address: WebAddress, pending: Pending<"web.open">): void {
    const { calls } = this.#port;
    const target = this.#targetOf(address.target, url, pending);
    const call = target && calls.create("web", target.id, pending);
    if (!call) return;
    const { method } = request;
    const { host } = address;
    const { events } = this.#kernel;
    const what = { call: call.id, function: target.tag, host, method, path: url.pathname };
    events.add("web.request", what);
    const input = calls.addInput(call, [request], "queued");
    const limit = {
      maxBytes: request.isSocket ? Number.POSITIVE_INFINITY : this.#port.maxRequestBytes,
      begun: request.body === null ? 0 : sizeOf(request.body),
      isComing: request.isOpen && !request.isSocket,
    };
    const exchangePort: ExchangePort = {
      tell: (pieces, end, isGone) => this.#tell(input, pieces, end, isGone),
      taken: (bytes) => calls.taken(input, bytes),
      ended: (status, bytes) => events.add("web.response", { ...what, status, bytes }),
      released: () => {
        for (const each of exchange.keys) this.#exchanges.delete(each);
        this.#byCall.delete(call.id);
      },
    };
    const exchange = new WebExchange(request.url, exchangePort, limit);
    call.sink = exchange;
    this.#byCall.set(call.id, exchange);
    pending.waitsFor = () => describeInput(input);
    this.#wait(key, exchange, call.id, url, pending);
    calls.dispatch(input);
  }

  /** For a class with parameters, the query says whose it is. @returns `undefined` after having answered */
  #targetOf(target: CallTarget, url: URL, pending: Pending<"web.open">): CallTarget | undefined {
    const { service, method = "" } = target;
    const { cls } = service.definition;
    if (!cls || service.isComplete) return target;
    const read = classParameters(cls.parameters, url.searchParams);
    if (!cls.takesArguments && "values" in read)
      return this.#port.instance(service, read.values, pending)?.methods.get(method);
    answer(pending, url.href, "values" in read ? needsArguments(service.tag) : wrongParameters(read.problems));
    return undefined;
  }

  #tell(input: InputRecord, pieces: readonly WebPiece[], end: WebEnd | undefined, isGone?: boolean): void {
    const { id: inputId, attempt, place } = input;
    if (place)
      this.#kernel.deliver(place.container.ordinal, { type: "received", inputId, attempt, pieces, end, isGone });
    else if (isGone && input.state === "queued") this.#port.attempts.terminate(input, CANCELLED);
  }

  /** A client waits for the head; after a while without one, it is sent to ask again. */
  #wait(key: string, exchange: WebExchange, callId: string, url: URL, pending: Pending<"web.open">): void {
    exchange.keys.push(key);
    this.#exchanges.set(key, exchange);
    exchange.open(pending, () =>
      this.#kernel.timers.set({
        at: this.#kernel.now + HEAD_LIMIT_MS,
        kind: "limit",
        label: () => `answer of ${url.href} within ${HEAD_LIMIT_MS / 1000} s`,
        fire: () => {
          const later = new URL(url);
          later.searchParams.set(CALL_PARAMETER, callId);
          exchange.postpone(askLater(`${later.pathname}${later.search}`));
        },
      }),
    );
  }

  /** The answer of a request that was made earlier. */
  #ask(key: string, callId: string, url: URL, method: string, pending: Pending<"web.open">): void {
    if (method !== "GET") return answer(pending, url.href, ONLY_GET);
    const exchange = this.#byCall.get(callId);
    if (!exchange || new URL(exchange.url).host !== url.host) return answer(pending, url.href, NOT_DEPLOYED);
    if (exchange.isAsked) return answer(pending, url.href, ASKED_ALREADY);
    pending.waitsFor = () => `the answer of ${url.href}`;
    this.#wait(key, exchange, callId, url, pending);
  }
}

function keyOf(
  { origin: { ordinal } }: { readonly origin: { readonly ordinal: number } },
  exchange: number | "",
): string {
  return `${ordinal}/${exchange}`;
}

function answer(pending: Pending<"web.open">, url: string, given: EdgeAnswer): void {
  pending.reply({ url, ...edgeAnswer(given) });
}
