import { createRequire } from "node:module";
import { Script } from "node:vm";
import type { Bundle } from "./bundle.js";
import { containerGlobal } from "./container-globals.js";
import { containerModule, hasFacade } from "./container-modules.js";
import type { ContainerRuntime } from "./container-runtime.js";
import type { LaneModules } from "./lane-modules.js";
import { resolveImport } from "./resolve-import.js";
import { IMPORT, MODULES } from "./rewrite-module.js";

export type Exports = Readonly<Record<string, unknown>>;
type Evaluate = (...parameters: unknown[]) => Promise<Exports>;

/** What a module finds around it. */
export interface RealmScope {
  /** A module that the bundle imports. */
  module(specifier: string): unknown;
  require: NodeJS.Require;
  /** Runs real work that the module waits for. */
  io<T>(what: string, body: () => Promise<T>): Promise<T>;
  /** `globalThis` and `global`. */
  globalObject(): typeof globalThis;
  global(name: string): unknown;
}

/** A bundle compiled once per lane; evaluating it makes the realm of one container. */
export class CompiledBundle {
  readonly bundle: Bundle;
  readonly #evaluate: Evaluate;
  /** The injected globals that the code mentions: only these are made. */
  readonly #globals: readonly string[];
  #isLinked = false;

  /** @param injected names of globals that each evaluation has its own of */
  constructor(bundle: Bundle, injected: readonly string[]) {
    this.bundle = bundle;
    this.#globals = injected.filter((name) => new RegExp(`\\b${name}\\b`).test(bundle.code));
    const parameters = [MODULES, IMPORT, "require", "globalThis", "global", ...this.#globals].join(", ");
    const source = `(async function (${parameters}) { "use strict"; { ${bundle.code}\n} })`; // in a block, the module's names may be those of parameters
    this.#evaluate = new Script(source, { filename: bundle.name }).runInThisContext() as Evaluate;
  }

  /** Loads what the bundle imports; once per lane. */
  async link(modules: LaneModules): Promise<void> {
    for (const specifier of this.bundle.imports) await modules.load(specifier);
    this.#isLinked = true;
  }

  get isLinked(): boolean {
    return this.#isLinked;
  }

  /** Evaluates the module in a realm of its own. */
  evaluate(scope: RealmScope, modules: LaneModules): Promise<Exports> {
    const linked = this.bundle.imports.map((specifier) => scope.module(specifier));
    const load = async (specifier: string): Promise<unknown> => {
      const found = resolveImport(specifier, this.bundle.file);
      await scope.io(`import of ${specifier}`, () => modules.load(found));
      return scope.module(found);
    };
    const global = this.bundle.code.includes("global") ? scope.globalObject() : globalThis;
    const evaluate = this.#evaluate; // as no method of anything, which stacks would show
    return evaluate(linked, load, scope.require, global, global, ...this.#globals.map((name) => scope.global(name)));
  }
}

/** The scope of a container's module. */
export function containerScope(container: ContainerRuntime, modules: LaneModules, file: string): RealmScope {
  return {
    module: (specifier) => containerModule(container, specifier, modules.get(specifier)) ?? modules.get(specifier),
    require: requireFor(container, file),
    io: (what, body) => container.io(what, body),
    globalObject: () => containerGlobal(container),
    global: (name) => container.global(name),
  };
}

function requireFor(container: ContainerRuntime, file: string): NodeJS.Require {
  let real: NodeJS.Require | undefined;
  const load = (): NodeJS.Require => (real ??= createRequire(file));
  const required = (specifier: string): unknown => {
    const name = specifier.startsWith("node:") ? specifier : `node:${specifier}`;
    const found: unknown = load()(specifier);
    return hasFacade(name) ? (containerModule(container, name, { default: found }) as { default: unknown }).default : found;
  };
  return Object.assign(required, { resolve: (...args: Parameters<NodeJS.RequireResolve>) => load().resolve(...args) }) as NodeJS.Require;
}
