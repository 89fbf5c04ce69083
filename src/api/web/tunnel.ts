import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { isLocal } from "../session/context.js";
import { InvalidError } from "../../contract/errors.js";
import { sessionInSight } from "../session/session.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";

/** Options of {@link forward}. */
export interface ForwardOptions {
  /** Also open a plain TCP port. Default: false. */
  unencrypted?: boolean;
  /** Speak HTTP/2 with the container. Default: false. */
  h2Enabled?: boolean;
}

/** The addresses of a {@link Tunnel}. */
export interface TunnelAddress {
  readonly host: string;
  readonly port: number;
  /** Empty unless the tunnel is unencrypted. */
  readonly unencryptedHost: string;
  /** 0 unless the tunnel is unencrypted. */
  readonly unencryptedPort: number;
}

/** A public address of a port in a container. Modal: docs/modal/secrets-proxies-workspaces.md#tunnels. */
export class Tunnel implements TunnelAddress {
  readonly host: string;
  readonly port: number;
  readonly unencryptedHost: string;
  readonly unencryptedPort: number;

  constructor(address: TunnelAddress);
  /** As in Modal's JavaScript SDK. */
  constructor(host: string, port: number, unencryptedHost?: string, unencryptedPort?: number);
  constructor(given: TunnelAddress | string, port = 443, unencryptedHost = "", unencryptedPort = 0) {
    const address = typeof given === "string" ? { host: given, port, unencryptedHost, unencryptedPort } : given;
    this.host = address.host;
    this.port = address.port;
    this.unencryptedHost = address.unencryptedHost;
    this.unencryptedPort = address.unencryptedPort;
  }

  /** Opens a tunnel; {@link forward} under the name of an older document. */
  static async create(options: ForwardOptions & { port: number }): Promise<Tunnel & AsyncDisposable> {
    if (!isPlainObject(options))
      throw new InvalidError(`Tunnel.create takes an options object, got ${describe(options)}.`);
    const { port, ...rest } = options;
    return forward(port, rest);
  }

  /** `https://` and the host, with the port unless it is 443. */
  get url(): string {
    if (this.unencryptedHost !== "") warnDeprecated("Tunnel.url of an unencrypted tunnel", "tcpSocket");
    return `https://${this.host}${this.port === 443 ? "" : `:${this.port}`}`;
  }

  /** Host and port for TLS connections. */
  get tlsSocket(): [host: string, port: number] {
    return [this.host, this.port];
  }

  /**
   * Host and port for plain TCP connections.
   * @throws InvalidError unless the tunnel is unencrypted
   */
  get tcpSocket(): [host: string, port: number] {
    if (this.unencryptedHost === "")
      throw new InvalidError("This Tunnel has no TCP socket. Open it with unencrypted: true.");
    return [this.unencryptedHost, this.unencryptedPort];
  }
}

refuseAssignments(Tunnel, "Its addresses are those of the tunnel.");

/**
 * Gives a port of this container a public address until the result is disposed of.
 * Modal: docs/modal/secrets-proxies-workspaces.md#tunnels. Rejects with `InvalidError` for a port that is not a whole
 * number from 1 to 65535, for `h2Enabled` with `unencrypted`, and outside of a container.
 */
export async function forward(port: number, options: ForwardOptions = {}): Promise<Tunnel & AsyncDisposable> {
  if (!Number.isInteger(port)) throw new InvalidError(`The port to forward must be an integer, got ${describe(port)}.`);
  if (port < 1 || port > 65_535) throw new InvalidError(`The port to forward must be from 1 to 65535, got ${port}.`);
  checkOptions("forward", options, ["unencrypted", "h2Enabled"]);
  if (options.h2Enabled === true && options.unencrypted === true) {
    throw new InvalidError(
      `Port ${port} cannot be forwarded with both "h2Enabled" and "unencrypted". Give one of them.`,
    );
  }
  if (isLocal())
    throw new InvalidError(`Port ${port} can only be forwarded from inside a container. Call forward in a function.`);
  const { backend } = sessionInSight("forward");
  const kind = options.unencrypted === true ? "unencrypted" : options.h2Enabled === true ? "h2" : "encrypted";
  const tunnel = new Tunnel(await backend.send("tunnel.start", { port, kind }));
  const close = async (): Promise<void> => void (await backend.send("tunnel.stop", { port }));
  return Object.defineProperty(tunnel as Tunnel & AsyncDisposable, Symbol.asyncDispose, { value: close });
}
