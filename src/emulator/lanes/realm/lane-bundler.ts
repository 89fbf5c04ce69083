import { Bundler } from "../bundling/bundler.js";
import type { LaneModules } from "./lane-modules.js";
import type { Bundle, BundledPackages } from "../bundling/bundle.js";
import type { CompiledBundle } from "./compiled-bundle.js";
import type { MountedSource } from "./mounted-source.js";

/** Numbers the bundles that a lane makes itself, apart from those that the host sends. */
const FIRST_OF_LANE = 1_000_001;

/** Makes bundles in a lane, for imports whose names were not known when the app was bundled. */
export class LaneBundler {
  readonly #bundler = new Bundler(FIRST_OF_LANE);
  readonly #modules: LaneModules;
  readonly #compile: (bundle: Bundle) => CompiledBundle;
  readonly #compiled = new Map<Bundle, CompiledBundle>();

  constructor(modules: LaneModules, compile: (bundle: Bundle) => CompiledBundle) {
    this.#modules = modules;
    this.#compile = compile;
  }

  locate(specifier: string, from: string, packages: BundledPackages): Promise<string | undefined> {
    return this.#bundler.locate(specifier, from, packages);
  }

  async bundle(file: string, packages: BundledPackages, known: readonly string[]): Promise<CompiledBundle> {
    const bundle = await this.#bundler.bundle(file, packages, known);
    const compiled = this.#compiled.get(bundle) ?? this.#compile(bundle);
    this.#compiled.set(bundle, compiled);
    return this.#linked(compiled);
  }

  async bundleMounted(
    file: string,
    packages: BundledPackages,
    known: readonly string[],
    source: MountedSource,
  ): Promise<CompiledBundle> {
    return this.#linked(this.#compile(await this.#bundler.bundleMounted(file, packages, known, source)));
  }

  async #linked(compiled: CompiledBundle): Promise<CompiledBundle> {
    if (!compiled.isLinked) await compiled.link(this.#modules);
    return compiled;
  }
}
