import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { batched } from "../../../api/marks/batched.js";
import { fastapiEndpoint, webEndpoint } from "../../../api/web/fastapi-endpoint.js";
import { asgiApp, webServer, wsgiApp } from "../../../api/web/web-apps.js";
import { enter, exit, method } from "../../../api/marks/class-members.js";
import { parameter } from "../../../api/marks/parameter.js";
import { CONTAINER_GLOBALS, containerGlobal } from "./container-globals.js";
import { containerModule } from "./container-module.js";
import type { RunningContainer } from "../routing/running-container.js";
import type { LaneModules } from "./lane-modules.js";
import { resolveImport } from "../bundling/resolve-import.js";
import { IMPORT, rewriteExpression } from "../bundling/rewrite-module.js";

/** What the fields of a class are made by. */
const WRAPPERS: Readonly<Record<string, unknown>> = {
  parameter,
  method,
  enter,
  exit,
  batched,
  asgiApp,
  wsgiApp,
  webServer,
  fastapiEndpoint,
  webEndpoint,
};

/**
 * Evaluates a serialized function or class: an expression that sees globals and dynamic imports, a class also its
 * wrappers.
 */
export async function evaluateSource(
  source: string,
  container: RunningContainer,
  modules: LaneModules,
): Promise<CallableFunction> {
  const wrappers = container.spec.cls ? WRAPPERS : {};
  const code = await container.io("reading the source of a serialized function or class", () =>
    rewriteExpression(`(${asExpression(source)})`),
  );
  const globals = Object.keys(CONTAINER_GLOBALS).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const parameters = ["globalThis", "global", "__name", IMPORT, ...globals, ...Object.keys(wrappers)].join(", ");
  const define = new Script(`(function (${parameters}) { "use strict"; return ${code}; })`, {
    filename: "serialized-function",
  }).runInThisContext() as (...values: unknown[]) => CallableFunction;
  const from = pathToFileURL(`${process.cwd()}/`).href; // it has no file
  const load = async (specifier: string): Promise<unknown> => {
    const found = resolveImport(specifier, from);
    await container.io(`import of ${specifier}`, () => modules.load(found));
    return containerModule(container, found, modules.get(found)) ?? modules.get(found);
  };
  const global = containerGlobal(container);
  return define(
    global,
    global,
    (target: unknown) => target,
    load,
    ...globals.map((name) => container.global(name)),
    ...Object.values(wrappers),
  );
}

/** The text of a method (`name() {}`) is not an expression by itself. */
function asExpression(source: string): string {
  return /^(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>|class\b)/.test(source)
    ? source
    : `({ ${source} })[Object.keys({ ${source} })[0]]`;
}
