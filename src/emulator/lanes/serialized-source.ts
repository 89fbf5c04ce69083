import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { CONTAINER_GLOBALS, containerGlobal } from "./container-globals.js";
import { containerModule } from "./container-modules.js";
import type { ContainerRuntime } from "./container-runtime.js";
import type { LaneModules } from "./lane-modules.js";
import { resolveImport } from "./resolve-import.js";
import { IMPORT, rewriteExpression } from "./rewrite-module.js";

/** Evaluates a serialized function: an expression that sees globals and dynamic imports only. */
export async function evaluateSource(source: string, container: ContainerRuntime, modules: LaneModules): Promise<CallableFunction> {
  const code = await container.io("reading the source of a serialized function", () => rewriteExpression(`(${asExpression(source)})`));
  const globals = Object.keys(CONTAINER_GLOBALS).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const parameters = ["globalThis", "global", "__name", IMPORT, ...globals].join(", ");
  const define = new Script(`(function (${parameters}) { "use strict"; return ${code}; })`, { filename: "serialized-function" }).runInThisContext() as (...values: unknown[]) => CallableFunction;
  const from = pathToFileURL(`${process.cwd()}/`).href; // it has no file
  const load = async (specifier: string): Promise<unknown> => {
    const found = resolveImport(specifier, from);
    await container.io(`import of ${specifier}`, () => modules.load(found));
    return containerModule(container, found, modules.get(found)) ?? modules.get(found);
  };
  const global = containerGlobal(container);
  return define(global, global, (target: unknown) => target, load, ...globals.map((name) => container.global(name)));
}

/** The text of a method (`name() {}`) is not an expression by itself. */
function asExpression(source: string): string {
  return /^(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>|class\b)/.test(source) ? source : `({ ${source} })[Object.keys({ ${source} })[0]]`;
}
