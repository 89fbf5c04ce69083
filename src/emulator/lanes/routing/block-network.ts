import dgram from "node:dgram";
import dns from "node:dns";
const http = process.getBuiltinModule("node:http");
import net from "node:net";
import { networkError } from "../surroundings/network-error.js";
import { isLoopback, targetOf } from "../ports/network-target.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import type { RunningContainer } from "./running-container.js";

type Callable = (...args: unknown[]) => unknown;
/** What a refused call gives back; `undefined` for one that may go on. */
type Refused = { readonly result: unknown } | undefined;
type Refuse = (container: RunningContainer, self: unknown, args: readonly unknown[]) => Refused;

/** What asks for names, and what it asks with. */
const ASKS = /^(?:lookup|lookupService|resolve.*|reverse)$/;

/**
 * Refuses what would leave a container with `blockNetwork`: connections of every kind, which are all made by
 * `node:net`, datagrams, and questions for names. What stays inside is let through: pipes, and what goes to the
 * container's own servers. Modal: docs/modal/containers.md#blocked-networks.
 */
export function blockNetwork(replace: ReplaceGlobal, currentContainer: () => RunningContainer | undefined): void {
  const guard = (target: object, name: string, refuse: Refuse): void => {
    const real = Reflect.get(target, name) as Callable;
    const guarded = function (this: unknown, ...args: unknown[]): unknown {
      const container = currentContainer();
      const refused = container?.spec.blockNetwork ? refuse(container, this, args) : undefined;
      return refused ? refused.result : Reflect.apply(real, this, args);
    };
    for (const key of Reflect.ownKeys(real).filter((own) => own !== "prototype"))
      Object.defineProperty(guarded, key, Object.getOwnPropertyDescriptor(real, key) ?? {});
    replace(target, name, { value: guarded });
  };

  const { connect } = net.Socket.prototype;
  guard(net.Socket.prototype, "connect", (container, self, args) => {
    const error = refusal(container, args);
    return error && { result: Reflect.apply(connect, self, failing(error, args)) as unknown };
  });
  // an agent may have a connection already that another container of the lane has made
  guard(http.Agent.prototype, "addRequest", (container, _agent, [request, options]) => {
    const error = refusal(container, [options]);
    if (!error) return undefined;
    (request as { onSocket(socket: null, error: Error): void }).onSocket(null, error);
    return { result: undefined };
  });
  for (const name of ["send", "connect"])
    guard(dgram.Socket.prototype, name, ({ tag }, self, args) => {
      const error = networkError(tag, name === "send" ? "send" : "connect", {});
      fail(args, error, () => (self as dgram.Socket).emit("error", error));
      return { result: undefined };
    });
  for (const target of [dns, dns.Resolver.prototype, dns.promises, dns.promises.Resolver.prototype])
    for (const name of askingOf(target))
      guard(target, name, ({ tag }, _self, args) => {
        const [host] = args;
        if (typeof host !== "string" || (name === "lookup" && (net.isIP(host) !== 0 || isLoopback(host))))
          return undefined;
        const error = networkError(tag, "getaddrinfo", { host });
        const isPromised = target === dns.promises || target === dns.promises.Resolver.prototype;
        if (!isPromised) fail(args, error, () => undefined);
        return { result: isPromised ? Promise.reject(error) : undefined };
      });
}

/** Why a connection is refused, if it is. */
function refusal({ tag, ports }: RunningContainer, args: readonly unknown[]): Error | undefined {
  const target = targetOf(args);
  return target && !ports.find(target) ? networkError(tag, "connect", target) : undefined;
}

/** Arguments with which a connection fails as Node's own do whose name nobody knows. */
function failing(error: Error, args: readonly unknown[]): unknown[] {
  const callback = args.flat().findLast((argument) => typeof argument === "function");
  const lookup = (_host: string, _options: object, found: Callable): void => void found(error);
  return [{ host: "blocked.invalid", port: 1, lookup }, callback];
}

/** Tells the callback among the arguments, if there is one. */
function fail(args: readonly unknown[], error: Error, otherwise: () => void): void {
  const callback = args.findLast((argument) => typeof argument === "function") as Callable | undefined;
  process.nextTick(() => (callback ? callback(error) : otherwise()));
}

function askingOf(target: object): string[] {
  const names = new Set<string>();
  for (
    let object: object | null = target;
    object && object !== Object.prototype;
    object = Object.getPrototypeOf(object) as object | null
  )
    for (const name of Object.getOwnPropertyNames(object))
      if (ASKS.test(name) && typeof Reflect.get(target, name) === "function") names.add(name);
  return [...names];
}
