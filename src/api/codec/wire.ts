/**
 * A value on its way between caller and container: plain, structured-cloneable data. What structured clone would not keep is
 * marked by an object whose only string key is {@link MARK}.
 */
export type Wire = unknown;

/** The key that marks an encoded special value. A user's object that has this key is itself marked, so nothing is ambiguous. */
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

export type Marked =
  | WireError
  | WireHandle
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
