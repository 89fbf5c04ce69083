/** A user's module with what it imports by relative path, ready to be evaluated once per container. */
export interface Bundle {
  /** Names the compiled script in stack traces. */
  readonly name: string;
  /** Body of an asynchronous function. */
  readonly code: string;
  /** Source map of the body. */
  readonly map: string;
  /** Directory that the map's sources are relative to. */
  readonly directory: string;
  /** What the body imports from outside, in the order in which the body counts it. */
  readonly imports: readonly string[];
  /** URL of the entry file. */
  readonly file: string;
}

/** Stack traces and the source maps find a bundle's script by this prefix. */
export const SCRIPT_PREFIX = "modal-realm:";
