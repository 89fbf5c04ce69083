import { AsyncLocalStorage } from "node:async_hooks";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { withoutSession } from "../../../api/session/session.js";
import { isOwnFrame } from "../../../checks/package-files.js";
import { FILE_PREFIX, type Bundle, type BundleImport } from "../bundling/bundle.js";
import { inertModule, isInert } from "../bundling/inert-module.js";
import { reexport } from "./reexport.js";
import type { LaneModules } from "./lane-modules.js";
import { resolveImport, resolveUrl } from "../bundling/resolve-import.js";
import { IMPORT, MODULES } from "../bundling/rewrite-module.js";
import { RESOLVE } from "../bundling/source-files.js";
import type { Exports, RealmScope, ImportFile } from "./realm-scope.js";
type Evaluate = (...parameters: unknown[]) => Promise<Exports>;

/** A bundle compiled once per lane; evaluating it makes the realm of one container. */
export class CompiledBundle {
  readonly bundle: Bundle;
  readonly #evaluate: Evaluate;
  /** The injected globals that the code mentions: only these are made. */
  readonly #globals: readonly string[];
  readonly #testGlobals: readonly string[];
  #isLinked = false;

  /** @param injected names of globals that each evaluation has its own of */
  constructor(bundle: Bundle, injected: readonly string[]) {
    const isMentioned = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(bundle.code);
    this.bundle = bundle;
    this.#globals = injected.filter(isMentioned);
    this.#testGlobals = bundle.testGlobals.filter(isMentioned);
    const parameters = [
      MODULES,
      IMPORT,
      RESOLVE,
      "require",
      "globalThis",
      "global",
      ...this.#globals,
      ...this.#testGlobals,
    ].join(", ");
    // in a block, the module's names may be those of parameters
    const source = `(async function (${parameters}) { "use strict"; { ${bundle.code}\n} })`;
    this.#evaluate = new Script(source, { filename: bundle.name }).runInThisContext() as Evaluate;
  }

  /** Loads what the bundle imports; once per lane. */
  async link(modules: LaneModules): Promise<void> {
    for (const { specifier } of this.bundle.imports)
      if (!specifier.startsWith(FILE_PREFIX))
        await modules.load(specifier).catch((error: unknown) => {
          throw importedFrom(error, this.bundle.file);
        });
    this.#isLinked = true;
  }

  get isLinked(): boolean {
    return this.#isLinked;
  }

  /** Evaluates the module in a realm of its own. */
  evaluate(scope: RealmScope, modules: LaneModules): Promise<Exports> {
    return this.#run(
      scope,
      modules,
      this.bundle.imports.map((wanted) => withNames(scope.module(wanted.specifier), wanted)),
    );
  }

  #run(scope: RealmScope, modules: LaneModules, linked: readonly unknown[]): Promise<Exports> {
    const { file } = this.bundle;
    const load = (specifier: string): Promise<unknown> =>
      specifier.startsWith("/") || (specifier.startsWith("file:") && scope.files.mounted?.has(specifier))
        ? from(file)(specifier)
        : scope.io(`import of ${specifier}`, () => loadOutside(specifier, file));
    const loadOutside = async (specifier: string, from: string): Promise<unknown> => {
      const found = withoutSession(() => resolveImport(specifier, from));
      await modules.load(found).catch((error: unknown) => {
        throw importedFrom(error, from);
      });
      return scope.module(found);
    };
    const from =
      (url: string) =>
      async (name: unknown): Promise<unknown> => {
        const specifier = String(name);
        const inContainer = AsyncLocalStorage.snapshot();
        const start = (bundle: CompiledBundle): Promise<ImportFile> => inContainer(() => bundle.#start(scope, modules));
        const base = /^(?:\.{0,2}\/|file:)/.test(specifier) ? url : (scope.files.mounted?.packagesFor(url) ?? url);
        const importFile = await scope.io(`import of ${specifier}`, () =>
          scope.files.find(specifier, base, this.bundle.packages, start),
        );
        return importFile ? importFile() : scope.io(`import of ${specifier}`, () => loadOutside(specifier, base));
      };
    const imports = Object.assign(load, {
      from,
      files: (files: Readonly<Record<string, ImportFile>>) => scope.files.add(files),
      reexport,
    });
    const global = this.bundle.code.includes("global") ? scope.globalObject() : globalThis;
    const globals = [...this.#globals.map((name) => scope.global(name)), ...this.#testGlobals.map(inertModule)];
    const evaluate = this.#evaluate; // as no method of anything, which stacks would show
    return evaluate(linked, imports, resolveFrom, scope.require, global, global, ...globals);
  }

  /** Begins the evaluation of a bundle that was made for a computed import. */
  async #start(scope: RealmScope, modules: LaneModules): Promise<ImportFile> {
    const linked = this.bundle.imports.map(async (wanted) =>
      withNames((await scope.files.load(wanted.specifier)) ?? scope.module(wanted.specifier), wanted),
    );
    const evaluating = this.#run(scope, modules, await Promise.all(linked));
    evaluating.catch(() => undefined); // whoever imports it hears of it
    return () => evaluating;
  }
}

/** `import.meta.resolve` is asked for a file, and not for a module that the container has to itself. */
function resolveFrom(specifier: string, from: string): string {
  return withoutSession(() => resolveUrl(specifier, from));
}

/** A module with the exports that are imported by name: of a package in CommonJS, Node does not know all in advance. */
function withNames(module: unknown, { specifier, names }: BundleImport): unknown {
  const found = module as Record<string, unknown>;
  const missing = isInert(specifier) ? [] : names.filter((name) => !(name in found));
  const whole = found["default"];
  if (missing.length === 0 || whole === null || (typeof whole !== "object" && typeof whole !== "function"))
    return module;
  const members = missing.map((name) => [name, { get: () => (whole as Record<string, unknown>)[name] }] as const);
  return Object.create(found, Object.fromEntries(members)) as unknown;
}

/** Node names the file that asked it for a module, which was the lane's. */
function importedFrom(error: unknown, from: string): unknown {
  if (error instanceof globalThis.Error)
    error.message = error.message.replace(/ imported from (.*)$/, (asked, by: string) =>
      isOwnFrame(by) ? ` imported from ${fileURLToPath(from)}` : asked,
    );
  return error;
}
