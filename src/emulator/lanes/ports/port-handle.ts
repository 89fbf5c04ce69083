import type net from "node:net";
import type { OwnPort, OwnPorts } from "./own-ports.js";

/** What Node knows of an address in use. */
const EADDRINUSE = -98;

/**
 * What a server has to Node's own code instead of a socket that listens: all that it says of itself follows from this.
 */
export class PortHandle {
  readonly #ports: OwnPorts;
  readonly #server: net.Server;
  readonly #address: string;
  readonly #wanted: number;
  readonly #isV6Only: boolean;
  #port: OwnPort | undefined;
  #hasRef = true;

  constructor(ports: OwnPorts, server: net.Server, address: string, wanted: number, isV6Only: boolean) {
    this.#ports = ports;
    this.#server = server;
    this.#address = address;
    this.#wanted = wanted;
    this.#isV6Only = isV6Only;
  }

  /** @returns the number of an error, 0 for none */
  listen(): number {
    this.#port = this.#ports.take(this.#server, this.#address, this.#wanted, this.#isV6Only);
    return this.#port ? 0 : EADDRINUSE;
  }

  getsockname(out: Record<string, unknown>): number {
    const family = this.#address.includes(":") ? "IPv6" : "IPv4";
    Object.assign(out, { address: this.#address, family, port: this.#port?.port ?? 0 });
    return 0;
  }

  close(closed?: () => void): void {
    if (this.#port) this.#ports.leave(this.#port);
    if (closed) process.nextTick(closed);
  }

  ref(): void {
    this.#hasRef = true;
  }

  unref(): void {
    this.#hasRef = false;
  }

  hasRef(): boolean {
    return this.#hasRef;
  }
}
