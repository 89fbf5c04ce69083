import type { ContainerFiles } from "./container-files.js";

export type Exports = Readonly<Record<string, unknown>>;

/** What a module finds around it. */
export interface RealmScope {
  /** A module that the bundle imports. */
  module(specifier: string): unknown;
  readonly files: ContainerFiles;
  require: NodeJS.Require;
  /** Runs real work that the module waits for. */
  io<T>(what: string, body: () => Promise<T>): Promise<T>;
  /** `globalThis` and `global`. */
  globalObject(): typeof globalThis;
  global(name: string): unknown;
}

/** Imports a file of the user's. */
export type ImportFile = () => Promise<unknown>;
