import { App } from "../../api/app/app.js";
import { handleOfClass } from "../../api/classes/cls-facade.js";
import type { LoadedModule } from "../../emulator/index.js";
import type { Runnable } from "./runnable.js";

/** Something that can be run, and what it can be called by. */
export interface Candidate {
  readonly runnable: Runnable;
  /** The name in the module first, if it has one, then `app.tag`. */
  readonly names: readonly [string, ...string[]];
  /** The lowest is run when several fit. Modal: docs/modal/command-line.md#run. */
  readonly priority: number;
}

const PRIORITIES = {
  module: { entrypoint: 0, function: 1, method: 1 },
  app: { entrypoint: 2, function: 3, method: 3 },
} as const;

/**
 * Everything in a module that can be run. The names in the module are those of its exports; what it registers without
 * exporting it counts as named by its own name, where that is free, because only the module itself can tell its local
 * variables. Apps that it does not export count only if it exports none: the others came with what it imports.
 */
export function collectCandidates({ exports, apps }: Pick<LoadedModule, "exports" | "apps">): Candidate[] {
  const exported = Object.entries(exports).map(([name, value]) => [name, handleOfClass(value) ?? value] as const);
  const appsInSight = orderApps(exported, apps);
  const taken = new Set(exported.map(([name]) => name));
  const found: (Definition & { paths: string[]; isInSight: boolean })[] = [];
  for (const { app, variable, isInSight } of appsInSight) {
    for (const definition of definitionsOf(app)) {
      const known = found.find(({ value, method }) => value === definition.value && method === definition.method);
      if (known) known.paths.push(`${variable}.${definition.runnable.name}`);
      else found.push({ ...definition, paths: [`${variable}.${definition.runnable.name}`], isInSight });
    }
  }
  const owners = new Map<unknown, string | undefined>();
  return found.map(({ runnable, tag, value, method, paths, isInSight }) => {
    if (!owners.has(value))
      owners.set(
        value,
        exported.find(([name, other]) => name !== "default" && other === value)?.[0] ??
          freeName(
            tag,
            exported.some(([name, other]) => name === "default" && other === value),
            taken,
            isInSight,
          ),
      );
    const owner = owners.get(value);
    const own = owner !== undefined && method !== undefined ? `${owner}.${method}` : owner;
    const level = own === undefined ? "app" : "module";
    const [first, ...others] = own === undefined ? paths : [own, ...paths];
    return { runnable, names: [first ?? runnable.name, ...others], priority: PRIORITIES[level][runnable.kind] };
  });
}

interface NamedApp {
  readonly app: App;
  readonly variable: string;
  readonly isInSight: boolean;
}

/** Exported apps first, by the name of their export. */
function orderApps(exported: readonly (readonly [string, unknown])[], apps: readonly App[]): NamedApp[] {
  const named: NamedApp[] = [];
  for (const [name, value] of exported) {
    if (value instanceof App && !named.some(({ app }) => app === value))
      named.push({ app: value, variable: name === "default" ? "app" : name, isInSight: true });
  }
  const hidden = apps.filter((app) => !named.some((entry) => entry.app === app));
  const isInSight = named.length === 0;
  return [
    ...named,
    ...hidden.map((app) => ({
      app,
      variable: isInSight && hidden.length === 1 ? "app" : (app.name ?? "app"),
      isInSight,
    })),
  ];
}

/** Something that an app defines under a name, and what can be run of it. */
interface Definition {
  readonly runnable: Runnable;
  readonly tag: string;
  /** What a module exports it as. */
  readonly value: unknown;
  /** For a class. */
  readonly method?: string;
}

function* definitionsOf(app: App): Generator<Definition> {
  for (const [tag, entrypoint] of app.registeredEntrypoints)
    yield { runnable: { kind: "entrypoint", app, name: tag, entrypoint }, tag, value: entrypoint.call };
  for (const [tag, fn] of app.registeredFunctions)
    yield { runnable: { kind: "function", app, name: tag, fn }, tag, value: fn };
  for (const [tag, facade] of app.registeredClasses) {
    const cls = handleOfClass(facade);
    for (const { name: method } of cls?.shape?.methods ?? [])
      if (cls)
        yield { runnable: { kind: "method", app, name: `${tag}.${method}`, cls, method }, tag, value: cls, method };
  }
}

function freeName(tag: string, isDefault: boolean, taken: Set<string>, isInSight: boolean): string | undefined {
  if (taken.has(tag) || (!isInSight && !isDefault)) return undefined;
  taken.add(tag);
  return tag;
}
