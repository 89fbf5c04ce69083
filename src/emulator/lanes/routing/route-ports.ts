import type { ChildProcess } from "node:child_process";
import net from "node:net";
import { currentSession, withoutSession } from "../../../api/session/session.js";
import { isWebHost } from "../../../contract/web-hosts.js";
import { connectOwn, connectSoon } from "../ports/connect-own.js";
import { pretendTls } from "../ports/pretend-tls.js";
import { withOwnAnswers } from "../ports/own-answers.js";
import type { SpawnOptions } from "../programs/own-programs.js";
import { realDelay } from "../../time/real-time.js";
import { nodeBinding } from "../mounts/node-binding.js";
import { targetOf } from "../ports/network-target.js";
import type { Spawned } from "../ports/child-servers.js";
import { PortHandle } from "../ports/port-handle.js";
import { UnimplementedError } from "../../../contract/errors.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import type { RunningContainer } from "./running-container.js";

type Callable = (...args: unknown[]) => unknown;
type FindContainer = () => RunningContainer | undefined;
/** Calls what is real. */
type Real = (...args: readonly unknown[]) => unknown;

/** `listen` says whether IPv4 is to be left out by this bit. */
const V6_ONLY = 1;
const ANY = "::";
/** Real milliseconds: others may go on writing to where a program has written that has ended. */
const LAST_WORDS_MS = 100;

/** What Node's own modules have for each other. */
interface Internals {
  _normalizeArgs(args: readonly unknown[]): [options: Readonly<Record<string, unknown>>, callback: Callable | null];
}
interface Handled {
  _handle: unknown;
}

/** Where a connection leads that needs no socket. */
interface Inside {
  readonly isOfWorld: boolean;
  /** @param extra what the other end says of itself */
  connect(socket: net.Socket, extra?: object): void;
}

/**
 * Servers of containers listen on ports of their container instead of the machine's, and what a container sends to a
 * port of its own, or to a web function of its world, gets there without a socket. Pipes and descriptors stay real.
 */
export function routePorts(replace: ReplaceGlobal, currentContainer: FindContainer): void {
  const route = (
    target: object,
    name: string,
    own: (container: RunningContainer, self: never, args: readonly unknown[], real: Real) => unknown,
  ): void => {
    const real = Reflect.get(target, name) as Callable;
    const routed = function (this: unknown, ...args: unknown[]): unknown {
      const container = currentContainer();
      const call: Real = (...given) => Reflect.apply(real, this, given);
      return container ? own(container, this as never, args, call) : call(...args);
    };
    for (const key of ["name", "length"] as const) Object.defineProperty(routed, key, { value: real[key] });
    replace(target, name, { value: routed });
  };

  route(net.Server.prototype, "listen", (_, self, args, real) => {
    const [options, callback] = normalized(args);
    // which of its addresses the machine takes for its name differs from machine to machine
    if (options["host"] === "localhost") return real({ ...options, host: "127.0.0.1" }, callback);
    return real(...args);
  });
  // what Node calls with what it has made of the arguments of `listen`; a pipe has no port, a descriptor is none
  route(net.Server.prototype, "_listen2", ({ ports }, server: net.Server & Handled, args, real) => {
    const [given, port, type, backlog, fd, flags] = args;
    if (server._handle || typeof port !== "number" || port < 0 || typeof fd === "number") return real(...args);
    const address = typeof given === "string" ? given : ANY;
    const isV6Only = (Number(flags ?? 0) & V6_ONLY) !== 0;
    server._handle = new PortHandle(ports, server, address, port, isV6Only);
    withOwnAnswers(server);
    return real(address, port, given ? type : 6, backlog, fd, flags);
  });

  route(net.Socket.prototype, "connect", (container, socket: net.Socket & Handled, args, real) => {
    const inside = insideOf(container, args);
    if (!inside || socket._handle) return real(...args);
    const [, callback] = Array.isArray(args[0]) ? (args[0] as [unknown, Callable | null]) : normalized(args);
    if (callback) socket.once("connect", callback);
    inside.connect(socket);
    return socket;
  });
  const tls = process.getBuiltinModule("node:tls");
  route(tls, "connect", (container, _, args, real) => {
    const [first, callback] = normalized(args);
    const options = Object.assign({}, first, ...args.slice(1, 3).filter((each) => typeof each === "object")) as Record<
      string,
      unknown
    >;
    const inside = options["socket"] ? undefined : insideOf(container, [options]);
    if (!inside) return real(...args);
    const socket = new net.Socket();
    inside.connect(socket, inside.isOfWorld ? { encrypted: true } : {});
    if (!inside.isOfWorld) return real({ ...options, socket }, callback ?? undefined);
    if (callback) socket.once("secureConnect", callback);
    return pretendTls(socket);
  });

  const http = process.getBuiltinModule("node:http");
  const names = new WeakMap<RunningContainer, number>();
  let named = 0;
  // one that is kept is for the same input of the same container
  route(http.Agent.prototype, "getName", (container, _, args, real) => {
    const name = real(...args) as string;
    if (!insideOf(container, args)) return name;
    if (!names.has(container)) names.set(container, ++named);
    return `${name}:container ${names.get(container)} ${currentSession()?.input?.inputId ?? ""}`;
  });
  const { ChildProcess } = process.getBuiltinModule("node:child_process");
  route(ChildProcess.prototype, "spawn", (container, child: ChildProcess, [options], real) => {
    const { ports, programs } = container;
    const { children } = ports;
    children.started(child);
    const prepared = withoutSession(() =>
      children.prepared(options as Spawned & SpawnOptions, programs?.way === "namespace"),
    );
    const start = (given: SpawnOptions): unknown => {
      const code = real(given);
      if (typeof code !== "number" || code >= 0) tellOf(container, options as SpawnOptions);
      return code;
    };
    if (!programs) return start(prepared);
    // what it has said at last is read after its end, and after all that it has written was looked for
    const closed = new Promise((resolve) => void child.once("close", resolve));
    child.once(
      "exit",
      () => void container.io("the output of a child process", () => Promise.race([closed, realDelay(LAST_WORDS_MS)])),
    );
    return programs.start(prepared, child, start);
  });
  const sync = nodeBinding("spawn_sync");
  route(sync, "spawn", (container, _, [given], real) => {
    const options = given as SpawnOptions;
    const result = container.programs ? container.programs.run(options, real) : real(options);
    if (typeof result === "object" && result && "pid" in result && result.pid) tellOf(container, options);
    return result;
  });
  const cluster = process.getBuiltinModule("node:cluster");
  route(cluster, "fork", (container) => {
    throw new UnimplementedError(
      `cluster.fork is not available in the containers of \`${container.tag}\`: its processes share a port of the machine, and servers of containers have none. Listen without a cluster.`,
    );
  });
}

function tellOf(container: RunningContainer, { file }: SpawnOptions): void {
  container.request({ type: "program", file, way: container.programs?.way ?? "host" });
}

/** What Node makes of the arguments of `listen` and `connect`. */
function normalized(args: readonly unknown[]): ReturnType<Internals["_normalizeArgs"]> {
  return (net as unknown as Internals)._normalizeArgs(args);
}

function insideOf({ ports, web }: RunningContainer, args: readonly unknown[]): Inside | undefined {
  const target = targetOf(args);
  const own = target && ports.find(target);
  if (own) return { isOfWorld: false, connect: (socket) => connectOwn(socket, ports, own) };
  if (!isWebHost(target?.host ?? "")) return undefined;
  return {
    isOfWorld: true,
    connect: (socket, extra) => {
      const found = web.gate().then((server) => ({ server, address: "127.0.0.1", port: target?.port ?? 0 }));
      connectSoon(socket, found, ports.nextClient(), extra);
    },
  };
}
