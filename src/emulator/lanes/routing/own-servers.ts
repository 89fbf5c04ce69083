import type net from "node:net";
import type { NetworkTarget } from "../surroundings/network-error.js";
import type { RunningContainer } from "./running-container.js";

/** The servers that containers have started: what one sends to its own stays inside of it. */
export class OwnServers {
  readonly #servers = new WeakMap<RunningContainer, Set<net.Server>>();

  add(container: RunningContainer, server: net.Server): void {
    const known = this.#servers.get(container) ?? new Set();
    this.#servers.set(container, known.add(server));
  }

  has(container: RunningContainer, { host = "localhost", port }: NetworkTarget): boolean {
    if (!isLoopback(host)) return false;
    for (const server of this.#servers.get(container) ?? []) {
      const address = server.address();
      if (typeof address === "object" && address?.port === port) return true;
    }
    return false;
  }
}

/** Whether a name or address is the machine's own, so that nobody has to be asked for it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** Where a connection is to go, by the arguments of `connect`; `undefined` for a pipe. */
export function targetOf([first, second]: readonly unknown[]): NetworkTarget | undefined {
  if (Array.isArray(first)) return targetOf(first); // how Node passes them on to itself
  if (typeof first === "object" && first !== null) {
    const { path, socketPath, host, port } = first as Readonly<Record<string, unknown>>;
    // the path of a request is another thing
    if (typeof socketPath === "string" || (typeof path === "string" && port === undefined)) return undefined;
    return { host: typeof host === "string" ? host : undefined, port: Number(port) };
  }
  const port = Number(first);
  return Number.isNaN(port) ? undefined : { host: typeof second === "string" ? second : undefined, port };
}
