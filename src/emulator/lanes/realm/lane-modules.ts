import * as api from "../../../api/api.js";
import { inertModule, isInert } from "../bundling/inert-module.js";

/** Modules from outside of bundles, loaded once per lane: packages, Node's own, and this package itself. */
export class LaneModules {
  readonly #loaded = new Map<string, unknown>([["modal-emulator", api]]);
  readonly #import: (specifier: string) => Promise<unknown>;

  /** @param load loads them, if not as this module itself is loaded */
  constructor(load: (specifier: string) => Promise<unknown> = (specifier) => import(specifier)) {
    this.#import = load;
  }

  get(specifier: string): unknown {
    return this.#loaded.get(specifier);
  }

  /** What was loaded so far. */
  get specifiers(): string[] {
    return [...this.#loaded.keys()];
  }

  async load(specifier: string): Promise<unknown> {
    if (this.#loaded.has(specifier)) return this.#loaded.get(specifier);
    const loaded: unknown = isInert(specifier) ? inertModule() : await this.#import(specifier);
    this.#loaded.set(specifier, loaded);
    return loaded;
  }
}
