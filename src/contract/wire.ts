/**
 * A value on its way between caller and container: plain, structured-cloneable data. What structured clone would not
 * keep is marked by an object whose only string key is {@link MARK}.
 */
export type Wire = unknown;

/**
 * The key that marks an encoded special value. A user's object that has this key is itself marked, so nothing is
 * ambiguous.
 */
export const MARK = "\u0000modal";

export interface WireError {
  readonly [MARK]: "error";
  /** Name of the class: a built-in one, one of Modal's, or the user's. */
  readonly class: string;
  /** Names of the classes it extends, nearest first, up to `Error`. */
  readonly bases?: readonly string[] | undefined;
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly cause?: Wire;
  readonly errors?: Wire;
  readonly properties?: Readonly<Record<string, Wire>> | undefined;
}

export interface WireHandle {
  readonly [MARK]: "handle";
  readonly kind: string;
  readonly data: unknown;
}

/**
 * A value with large parts: their bytes stand apart, so that they can be handed from thread to thread without being
 * copied. Whoever keeps such a value after having passed it on passes a {@link copyOfWire}.
 */
export interface WireBulk {
  readonly [MARK]: "bulk";
  readonly value: Wire;
  readonly buffers: readonly ArrayBuffer[];
}

export type SpecialWire =
  | WireError
  | WireHandle
  /** Bytes among the buffers of the {@link WireBulk} around: `kind` is the name of their class. */
  | { readonly [MARK]: "bytes"; readonly kind: string; readonly buffer: number }
  | { readonly [MARK]: "url"; readonly href: string }
  | { readonly [MARK]: "buffer"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly [MARK]: "object"; readonly entries: readonly (readonly [string, Wire])[] };

/** An error as it stands on the wire, made without a stack: the receiver's own is used. */
export function wireError(className: string, message: string): WireError {
  return { [MARK]: "error", class: className, name: className, message };
}

export function isWireError(wire: Wire): wire is WireError {
  return typeof wire === "object" && wire !== null && MARK in wire && wire[MARK] === "error";
}

export function isWireBulk(wire: Wire): wire is WireBulk {
  return typeof wire === "object" && wire !== null && MARK in wire && wire[MARK] === "bulk";
}

/** The same value with bytes of its own. */
export function copyOfWire(wire: Wire): Wire {
  return isWireBulk(wire) ? { ...wire, buffers: wire.buffers.map((buffer) => buffer.slice(0)) } : wire;
}
