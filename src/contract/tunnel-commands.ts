/** A port of a container, and where it is reached. */
export interface TunnelData {
  readonly containerPort: number;
  readonly host: string;
  readonly port: number;
  /** Empty unless it is unencrypted as well. */
  readonly unencryptedHost: string;
  /** 0 unless it is unencrypted as well. */
  readonly unencryptedPort: number;
}

/** How a port is reached: by HTTPS, that with HTTP/2, or by plain TCP as well. */
export type TunnelKind = "encrypted" | "h2" | "unencrypted";

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** The commands of tunnels, a part of `Commands`. */
export interface TunnelCommands {
  /** Opens one to a port of the container that asks. Rejects with `InvalidError` if there is one. */
  readonly "tunnel.start": Entry<{ port: number; kind: TunnelKind }, TunnelData>;
  readonly "tunnel.stop": Entry<{ port: number }, null>;
}
