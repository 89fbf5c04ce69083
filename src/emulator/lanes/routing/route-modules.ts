import { AsyncLocalStorage } from "node:async_hooks";
import module from "node:module";
import type { LoadHookSync, ResolveHookSync } from "node:module";
import { readFileSync } from "node:fs";
import { sep } from "node:path";
import { isOwnFrame } from "../../../checks/package-files.js";
import { withoutSession } from "../../../api/session/session.js";
import { builtInModule } from "../outside/built-in-module.js";
import { guardedAddon } from "../outside/route-addons.js";
import { currentContainer } from "./container-session.js";

/** Ends the URL of a module that containers have to themselves. */
const MARK = "?modal-lane";

/** Begins the URL of what stands for a module of ESM where one of CommonJS requires it. */
const REQUIRED = "modal-lane:";

type Cache = NodeJS.Dict<NodeModule>;

/** The modules of CommonJS that containers in the host's thread have loaded; those of ESM are in Node's own cache. */
const own: Cache = Object.create(null) as Cache;

/** What is loaded for all containers, by none of them. */
const loading = new AsyncLocalStorage<true>();

/**
 * Gives containers in the host's own thread modules of their own, as a worker thread has: those of the host were loaded
 * before the routing was in place, and may have kept what it replaces. What Node loads for a container, by whatever
 * way, is evaluated once for all of them; native addons, which may load only once, and this package are shared.
 * @returns how to stop it; what was loaded stays for the next time
 */
export function routeModules(): () => void {
  // vitest's vm pools load modules themselves
  if (module !== (builtInModule("node:module") as unknown)) return () => undefined;
  const loader = module as unknown as { _cache: Cache };
  const shared = loader._cache;
  const routed = routedCache(shared);
  loader._cache = routed;
  const hooks = module.registerHooks({ resolve, load });
  return () => {
    hooks.deregister();
    if (loader._cache === routed) loader._cache = shared;
  };
}

/** A stack or another text, with modules named as their files are. */
export function withoutMarks(text: string): string {
  return text.includes(MARK) ? text.replaceAll(MARK, "") : text;
}

/** Imports a module for the containers of the host's thread, while none of them is running. */
export function importOwn(specifier: string): Promise<unknown> {
  return loading.run(true, () => import(specifier));
}

/** Runs what loads modules for the containers of this thread, while none of them is running. */
export function loadForAll<T>(body: () => Promise<T>): Promise<T> {
  return loading.run(true, body);
}

/** Inline containers run code of the host, which has the host's modules. */
function hasOwnModules(): boolean {
  if (loading.getStore()) return true;
  const container = currentContainer();
  return container !== undefined && container.spec.code.kind !== "inline";
}

function routedCache(shared: Cache): Cache {
  const cacheOf = (key?: PropertyKey): Cache => (hasOwnModules() && !isAddon(key) ? own : shared);
  return new Proxy(shared, {
    get: (_, key) => {
      const found = Reflect.get(cacheOf(key), key) as unknown;
      return isAddon(key) && found && hasOwnModules() ? addonModule(found as NodeModule) : found;
    },
    set: (_, key, value: NodeModule) => {
      const cache = cacheOf(key);
      if (cache === own) value.path += sep; // Node remembers by it what a module has required, loaded or not
      return Reflect.set(cache, key, value);
    },
    has: (_, key) => Reflect.has(cacheOf(key), key),
    deleteProperty: (_, key) => Reflect.deleteProperty(cacheOf(key), key),
    defineProperty: (_, key, descriptor) => Reflect.defineProperty(cacheOf(key), key, descriptor),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(cacheOf(key), key),
    ownKeys: () => Reflect.ownKeys(cacheOf()),
  });
}

function isAddon(key: PropertyKey | undefined): boolean {
  return typeof key === "string" && key.endsWith(".node");
}

/** Native addons, which may load only once, as containers find them. */
const addons = new WeakMap<NodeModule, NodeModule>();

function addonModule(loaded: NodeModule): NodeModule {
  const known = addons.get(loaded);
  if (known || !loaded.loaded) return known ?? loaded;
  const exports = guardedAddon(loaded.exports, `The native addon ${loaded.filename}`, currentContainer);
  const made = Object.create(loaded, { exports: { value: exports, writable: true, enumerable: true } }) as NodeModule;
  addons.set(loaded, made);
  return made;
}

const resolve: ResolveHookSync = (specifier, context, next) => {
  const found = next(specifier, context);
  const { url } = found;
  if (!hasOwnModules() || !url.startsWith("file:") || url.includes("?") || url.endsWith(".node")) return found;
  if (isOwnFrame(url)) return found;
  if (!context.conditions.includes("require")) return { ...found, url: url + MARK };
  return isEsm(url) ? { url: REQUIRED + url, format: "module", shortCircuit: true } : found;
};

/** Node requires a module of ESM by its path, which has no room for the mark: so another one passes it on. */
const load: LoadHookSync = (url, context, next) => {
  if (!url.startsWith(REQUIRED)) return next(url, context);
  const source = `import * as found from ${JSON.stringify(url.slice(REQUIRED.length) + MARK)};
const whole = "module.exports" in found ? found["module.exports"]
  : "default" in found && !("__esModule" in found) ? Object.create(found, { __esModule: { value: true } }) : found;
export { whole as "module.exports" };`;
  return { format: "module", source, shortCircuit: true };
};

function isEsm(url: string): boolean {
  if (!url.endsWith(".js")) return url.endsWith(".mjs");
  const manifest = module.findPackageJSON(url);
  if (manifest === undefined) return false;
  const text = withoutSession(() => readFileSync(manifest, "utf8"));
  return (JSON.parse(text) as { readonly type?: unknown }).type === "module";
}
