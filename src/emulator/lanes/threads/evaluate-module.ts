import { createRequire } from "node:module";
import { revive } from "../../../api/handles.js";
import { App } from "../../../api/app/app.js";
import type { Backend } from "../../../contract/backend.js";
import { ExecutionError } from "../../../contract/errors.js";
import { Bindings, withSession, type Importing } from "../../../api/session/session.js";
import type { Bundle } from "../bundling/bundle.js";
import { ContainerFiles } from "../realm/container-files.js";
import { LaneModules } from "../realm/lane-modules.js";
import { lanePool } from "./lane-pool.js";
import type { KeptModule, LoadedModule } from "./load-module.js";
import { CompiledBundle } from "../realm/compiled-bundle.js";
import { SourceMaps } from "../bundling/source-maps.js";
import { LaneBundler } from "../realm/lane-bundler.js";

const NO_WORLD: Backend = {
  send: () =>
    Promise.reject(
      new ExecutionError("A module that is being loaded cannot call functions: no world is in sight yet."),
    ),
};

/** Does what `loadModule` and `loadKept` promise. @param file its URL */
export async function evaluateModule(file: string, kept?: KeptModule): Promise<LoadedModule> {
  if (kept) lanePool.bundler.adopt(file, kept as Bundle);
  const bundle = await lanePool.bundler.bundle(file, false);
  const maps = new SourceMaps();
  const compile = (made: Bundle): CompiledBundle => {
    maps.add(made);
    return new CompiledBundle(made, []);
  };
  const modules = new LaneModules();
  const compiled = compile(bundle);
  await compiled.link(modules);
  const importing: Importing = { apps: [], buildFunctions: [], failed: [], file, active: true };
  const scope = {
    module: (specifier: string) => modules.get(specifier),
    files: new ContainerFiles(new LaneBundler(modules, compile)),
    require: createRequire(file),
    io: <T>(_what: string, body: () => Promise<T>) => body(),
    globalObject: () => globalThis,
    global: () => undefined,
  };
  const session = {
    backend: NO_WORLD,
    bindings: new Bindings(),
    revive,
    importing,
    isContainer: false,
    environment: undefined,
    input: undefined,
  };
  try {
    const exports = await withSession(session, () => compiled.evaluate(scope, modules));
    return {
      file,
      files: bundle.files,
      exports,
      apps: importing.apps.filter((app) => app instanceof App),
      mapStack: (stack) => maps.rewrite(stack),
      kept: () => bundle,
    };
  } catch (error) {
    if (error instanceof globalThis.Error && error.stack) error.stack = maps.rewrite(error.stack);
    throw error;
  } finally {
    importing.active = false;
  }
}
