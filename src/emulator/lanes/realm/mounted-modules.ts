import { createRequire } from "node:module";
import { posix } from "node:path";
import { Script } from "node:vm";
import { withoutSession } from "../../../api/session/session.js";
import { CONTAINER_GLOBALS, containerGlobal } from "./container-globals.js";
import type { RunningContainer } from "../routing/running-container.js";
import type { MountedSource } from "./mounted-source.js";

interface MountedModule {
  exports: unknown;
  readonly id: string;
  readonly filename: string;
  loaded: boolean;
  readonly require: (name: string) => unknown;
}

/** What needs to be compiled before it can be evaluated as CommonJS. */
const MODERN = /\.[cm]?tsx?$|\.jsx$|\.mjs$/;
const MODERN_SYNTAX = /^\s*(?:import\b|export\b)|\bimport\s*[(.]/m;

/** `require()` of files in the mounts of one container: evaluated once, with the container's globals. */
export class MountedModules {
  readonly #container: RunningContainer;
  readonly #source: MountedSource;
  readonly #modules = new Map<string, MountedModule>();

  constructor(container: RunningContainer, source: MountedSource) {
    this.#container = container;
    this.#source = source;
  }

  /** The file in a mount that a name means, as seen from another file. */
  find(name: string, from: string): string | undefined {
    return this.#source.locate(name, from, "MODULE_NOT_FOUND");
  }

  /** @param outside requires what is not in a mount, as the app's own file does */
  require(path: string, outside: (name: string) => unknown): unknown {
    const existing = this.#modules.get(path);
    if (existing) return existing.exports;
    const required = (name: string): unknown => {
      const found = this.find(name, path);
      return found === undefined ? outside(name) : this.require(found, outside);
    };
    const module: MountedModule = { exports: {}, id: path, filename: path, loaded: false, require: required };
    this.#modules.set(path, module);
    try {
      if (path.endsWith(".json")) module.exports = JSON.parse(this.#source.read(path)) as unknown;
      else this.#evaluate(module, path, required);
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  #evaluate(module: MountedModule, path: string, required: (name: string) => unknown): void {
    const code = commonJs(this.#source.read(path), path);
    const names = Object.keys(CONTAINER_GLOBALS).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    const global = containerGlobal(this.#container);
    const parameters = ["exports", "require", "module", "__filename", "__dirname", "globalThis", "global", ...names];
    const evaluate = new Script(`(function (${parameters.join(", ")}) { ${code}\n})`, {
      filename: path,
    }).runInThisContext() as (...values: unknown[]) => void;
    Reflect.apply(evaluate, module.exports, [
      module.exports,
      required,
      module,
      path,
      posix.dirname(path),
      global,
      global,
      ...names.map((name) => this.#container.global(name)),
    ]);
  }
}

function commonJs(source: string, path: string): string {
  const plain = source.replace(/^#!/, "//");
  if (!MODERN.test(path) && (path.endsWith(".cjs") || !MODERN_SYNTAX.test(plain))) return plain;
  const loader = path.endsWith("x") ? (path.endsWith(".tsx") ? "tsx" : "jsx") : path.endsWith("ts") ? "ts" : "js";
  return withoutSession(() => {
    const { transformSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
    return transformSync(plain, {
      format: "cjs",
      loader,
      target: "node24",
      platform: "node",
      sourcefile: path,
      sourcemap: "inline",
      supported: { "dynamic-import": false },
    });
  }).code;
}
