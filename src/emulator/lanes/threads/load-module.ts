import { pathToFileURL } from "node:url";
import type { App } from "../../../api/app/app.js";

/** A module of a user, evaluated in this process. */
export interface LoadedModule {
  /** URL of the file. */
  readonly file: string;
  /** Paths of all files that it consists of: with those that are imported by relative path. */
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, unknown>>;
  /** Every app that was constructed meanwhile, in order. */
  readonly apps: readonly App[];
  /** Rewrites compiled positions in a stack trace to the user's own lines. */
  mapStack(stack: string): string;
  /** @internal Its code as it is now, to be loaded again when the files have changed. */
  kept(): KeptModule;
}

/** @internal A module's code at one moment: plain data that JSON can hold. npm packages are not part of it. */
export interface KeptModule {
  /** URL of the file that it was made of. */
  readonly file: string;
  /** Body of an asynchronous function. */
  readonly code: string;
}

/**
 * Evaluates a module as containers do, TypeScript included, but in this process and with its globals. Containers of the
 * functions that it defines evaluate the same file.
 * @param path a path relative to the working directory, or a URL
 * @throws InvalidError if the file does not exist, cannot be parsed, or runs an app while it is evaluated
 */
export async function loadModule(path: string | URL): Promise<LoadedModule> {
  const { evaluateModule } = await import("./evaluate-module.js"); // with all that containers are made of
  return evaluateModule(path instanceof URL ? path.href : pathToFileURL(path).href);
}

/**
 * @internal Evaluates a module as it was when it was kept. Containers of its functions evaluate the same code.
 * @param edition tells it from other states of the same file
 */
export async function loadKept(kept: KeptModule, edition: string): Promise<LoadedModule> {
  const { evaluateModule } = await import("./evaluate-module.js");
  return evaluateModule(`${kept.file.replace(/\?.*$/s, "")}?deployed=${encodeURIComponent(edition)}`, kept);
}
