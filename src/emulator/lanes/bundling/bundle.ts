/** Which packages are evaluated in each container instead of once per lane. */
export type BundledPackages = boolean | readonly string[];

/** A user's module with what it imports by relative path, ready to be evaluated once per container. */
export interface Bundle {
  /** Names the compiled script in stack traces. */
  readonly name: string;
  /** Body of an asynchronous function. */
  readonly code: string;
  /** Paths of all files that went in. */
  readonly files: readonly string[];
  /** Source map of the body. */
  readonly map: string;
  /** Directory that the map's sources are relative to. */
  readonly directory: string;
  /** What the body imports from outside, in the order in which the body counts it. */
  readonly imports: readonly BundleImport[];
  /** URL of the entry file. */
  readonly file: string;
  /** The packages that were bundled; what is imported by a computed name is bundled alike. */
  readonly packages: BundledPackages;
  /** Globals of test runners that the host has: code that uses them finds inert ones. */
  readonly testGlobals: readonly string[];
}

export interface BundleImport {
  readonly specifier: string;
  /** The exports that are named there. */
  readonly names: readonly string[];
}

/** Stack traces and the source maps find a bundle's script by this prefix. */
export const SCRIPT_PREFIX = "modal-realm:";

/** In a bundle made for a computed import, what is imported from the container's other bundles. */
export const FILE_PREFIX = "modal-file:";
