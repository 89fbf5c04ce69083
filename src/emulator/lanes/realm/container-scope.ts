import type { RunningContainer } from "../routing/running-container.js";
import type { LaneModules } from "./lane-modules.js";
import type { ContainerFiles } from "./container-files.js";
import type { RealmScope } from "./realm-scope.js";
import { containerModule, hasFacade } from "./container-module.js";
import { MountedModules } from "./mounted-modules.js";
import { containerGlobal } from "./container-globals.js";
import { createRequire } from "node:module";
import { isInert, inertModule } from "../bundling/inert-module.js";

/** The scope of a container's module. */
export function containerScope(
  container: RunningContainer,
  modules: LaneModules,
  files: ContainerFiles,
  file: string,
): RealmScope {
  return {
    module: (specifier) => containerModule(container, specifier, modules.get(specifier)) ?? modules.get(specifier),
    files,
    require: requireFor(container, modules, file, files.mounted && new MountedModules(container, files.mounted)),
    io: (what, body) => container.io(what, body),
    globalObject: () => containerGlobal(container),
    global: (name) => container.global(name),
  };
}

function requireFor(
  container: RunningContainer,
  modules: LaneModules,
  file: string,
  mounted: MountedModules | undefined,
): NodeJS.Require {
  let real: NodeJS.Require | undefined;
  const load = (): NodeJS.Require => (real ??= createRequire(file));
  const required = (specifier: string): unknown => {
    const found = mounted?.find(specifier, file);
    return found === undefined ? outside(specifier) : mounted?.require(found, outside);
  };
  const outside = (specifier: string): unknown => {
    if (isInert(specifier)) return inertModule();
    if (specifier === "modal-emulator") return modules.get(specifier);
    const name = specifier.startsWith("node:") ? specifier : `node:${specifier}`;
    const found: unknown = load()(specifier);
    return hasFacade(name)
      ? (containerModule(container, name, { default: found }) as { default: unknown }).default
      : found;
  };
  return Object.assign(required, {
    resolve: (...args: Parameters<NodeJS.RequireResolve>) => mounted?.find(args[0], file) ?? load().resolve(...args),
  }) as NodeJS.Require;
}
