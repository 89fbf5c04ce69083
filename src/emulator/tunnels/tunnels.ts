import { isInRanges } from "../../contract/address-ranges.js";
import type { TunnelData, TunnelKind } from "../../contract/tunnel-commands.js";
import { TUNNEL_DOMAIN } from "../../contract/web-hosts.js";
import { Ids } from "../kernel/ids.js";
import type { Kernel } from "../kernel/kernel.js";
import { Random } from "../kernel/random.js";

/** Where the ports for plain TCP begin. */
const FIRST_TCP_PORT = 20_000;

/** Who may use a tunnel. */
export interface TunnelAccess {
  readonly token: string;
  /** What its server is told of whoever has the token. */
  readonly metadata: string;
}

/** A tunnel that is open. */
export interface Tunnel {
  readonly data: TunnelData;
  readonly kind: TunnelKind;
  /** The container that it leads to. */
  readonly ordinal: number;
  /** Only with this token, if it has one. */
  readonly access?: TunnelAccess | undefined;
}

/** The tunnels of a world, by where they are reached. Modal: docs/modal/secrets-proxies-workspaces.md#tunnels. */
export class Tunnels {
  readonly #kernel: Kernel;
  readonly #byHost = new Map<string, Tunnel>();
  /** Who may come in, by container. */
  readonly #ranges = new Map<number, readonly string[]>();
  readonly #chance: Random;
  #tcpPorts = 0;
  /** Hears that there is one more. */
  onOpened: (() => void) | undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#chance = new Random(`${kernel.seed}/tunnels`);
  }

  /** @param containerId for the log @returns `undefined` if there is one to that port */
  open(
    ordinal: number,
    containerId: string,
    port: number,
    kind: TunnelKind,
    access?: TunnelAccess,
  ): Tunnel | undefined {
    const isTaken = ({ data, access: own }: Tunnel): boolean => data.containerPort === port && own === undefined;
    if (!access && this.of(ordinal).some(isTaken)) return undefined;
    const name = new Ids(this.#chance).next("tu").slice(3).toLowerCase();
    const isPlain = kind === "unencrypted";
    const data: TunnelData = {
      containerPort: port,
      host: `${name}.${TUNNEL_DOMAIN}`,
      port: 443,
      unencryptedHost: isPlain ? `tcp-${name}.${TUNNEL_DOMAIN}` : "",
      unencryptedPort: isPlain ? FIRST_TCP_PORT + this.#tcpPorts++ : 0,
    };
    const tunnel = { data, kind, ordinal, access };
    this.#byHost.set(data.host, tunnel);
    if (isPlain) this.#byHost.set(`${data.unencryptedHost}:${data.unencryptedPort}`, tunnel);
    this.#kernel.events.add("tunnel.opened", { container: containerId, host: data.host, port });
    this.onOpened?.();
    return tunnel;
  }

  /** Those of a container. */
  of(ordinal: number): Tunnel[] {
    return [...new Set(this.#byHost.values())].filter((tunnel) => tunnel.ordinal === ordinal);
  }

  /** All that are open. */
  get all(): Iterable<Tunnel> {
    return new Set(this.#byHost.values());
  }

  /** @param host with its port, as URLs have it */
  find(host: string): Tunnel | undefined {
    return this.#byHost.get(host);
  }

  close(tunnel: Tunnel): void {
    const { data } = tunnel;
    if (this.#byHost.get(data.host) !== tunnel) return;
    this.#byHost.delete(data.host);
    this.#byHost.delete(`${data.unencryptedHost}:${data.unencryptedPort}`);
    this.#kernel.events.add("tunnel.closed", { host: data.host });
  }

  /** Only these ranges of addresses may come in to a container; all, if there are none. */
  limit(ordinal: number, cidrs: readonly string[] = []): void {
    this.#ranges.set(ordinal, cidrs);
  }

  /** @param address of a client; `undefined`: it has none, and may come in */
  isAllowed({ ordinal }: Tunnel, address: string | undefined): boolean {
    const ranges = this.#ranges.get(ordinal) ?? [];
    return ranges.length === 0 || address === undefined || isInRanges(address, ranges);
  }

  /** A container is gone. */
  closeAll(ordinal: number): void {
    this.#ranges.delete(ordinal);
    for (const tunnel of this.of(ordinal)) this.close(tunnel);
  }
}
