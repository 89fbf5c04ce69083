import net from "node:net";
import { ChildServers } from "./child-servers.js";
import type { NetworkTarget } from "./network-target.js";

/** A port of a container, on which a server of its own listens. */
export interface OwnPort {
  readonly server: net.Server;
  /** As it was given, or `::` for all. */
  readonly address: string;
  /** From 1 to 65535. */
  readonly port: number;
  /** It is not reached by addresses of IPv4. */
  readonly isV6Only: boolean;
}

/** What nobody has asked for is given from here on, as by Linux. */
const FIRST_FREE = 32_768;
const LAST = 65_535;
/** The ends of connections that ask have these, one after the other. */
const FIRST_CLIENT = 49_152;

const ANY_V4 = "0.0.0.0";
const ANY_V6 = "::";

/**
 * The ports of one container. Nothing of it is a port of the machine: two containers may both have 8000, and neither
 * reaches the other's.
 */
export class OwnPorts {
  readonly #ports = new Set<OwnPort>();
  readonly #watchers = new Set<() => void>();
  /** Programs that may be meant to listen as well. */
  readonly children: ChildServers = new ChildServers();
  #clients = 0;

  /** Those that are open, in the order in which they were opened. */
  get open(): readonly number[] {
    return Array.from(this.#ports, ({ port }) => port);
  }

  /** @param wanted 0 for one that is free @returns `undefined` if something listens there already */
  take(server: net.Server, address: string, wanted: number, isV6Only: boolean): OwnPort | undefined {
    const port = { server, address, port: wanted === 0 ? this.#free() : wanted, isV6Only };
    for (const other of this.#ports) if (other.port === port.port && overlap(other, port)) return undefined;
    this.#ports.add(port);
    this.#changed();
    return port;
  }

  leave(port: OwnPort): void {
    if (this.#ports.delete(port)) this.#changed();
  }

  has(port: OwnPort): boolean {
    return this.#ports.has(port);
  }

  /** Where a connection leads, if it is to a port of the container. */
  find({ host = "localhost", port }: NetworkTarget): OwnPort | undefined {
    for (const own of this.#ports) if (own.port === port && isReached(own, host)) return own;
    return undefined;
  }

  /** The port that the next connection comes from. */
  nextClient(): number {
    return FIRST_CLIENT + (this.#clients++ % (LAST - FIRST_CLIENT));
  }

  /** @param changed hears of each port that opens or closes @returns how to hear no more of it */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }

  /** The container is gone: servers give back what they hold of Node. */
  close(): void {
    this.#watchers.clear();
    for (const { server } of this.#ports) server.close();
    this.#ports.clear();
  }

  #free(): number {
    const taken = new Set(this.open);
    let port = FIRST_FREE;
    while (taken.has(port) && port < LAST) port++;
    return port;
  }

  #changed(): void {
    for (const changed of this.#watchers) changed();
  }
}

/** Whether two cannot listen on the same port. */
function overlap(one: OwnPort, other: OwnPort): boolean {
  if (one.address === other.address) return true;
  return coversAll(one, other.address) || coversAll(other, one.address);
}

/** Whether a port is one of all addresses, an address among them. */
function coversAll({ address: all, isV6Only }: OwnPort, address: string): boolean {
  if (all === ANY_V4) return net.isIPv4(address) || address === ANY_V6;
  return all === ANY_V6 && (!isV6Only || net.isIPv6(address));
}

function isReached(own: OwnPort, name: string): boolean {
  const host = name.replace(/^\[(.*)\]$/, "$1").replace(/^::ffff:(?=[\d.]+$)/i, "");
  if (host === own.address) return true;
  // a connection to "all addresses" goes to the machine itself
  if (host === "localhost" || host === ANY_V4 || host === ANY_V6)
    return isReached(own, "127.0.0.1") || isReached(own, "::1");
  if (net.isIPv4(host)) return host.startsWith("127.") && coversAll(own, host);
  return host === "::1" && own.address === ANY_V6;
}
