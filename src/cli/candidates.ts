import { App } from "../api/app.js";
import type { LoadedModule } from "../emulator/index.js";
import type { Runnable } from "./runnable.js";

/** Something that can be run, and what it can be called by. */
export interface Candidate {
  readonly runnable: Runnable;
  /** The name in the module first, if it has one, then `app.tag`. */
  readonly names: readonly [string, ...string[]];
  /** The lowest is run when several fit. Modal: section 17.1. */
  readonly priority: number;
}

const PRIORITIES = { module: { entrypoint: 0, function: 1 }, app: { entrypoint: 2, function: 3 } } as const;

/**
 * Everything in a module that can be run. The names in the module are those of its exports; what it registers without exporting it counts
 * as named by its own name, where that is free, because only the module itself can tell its local variables. Apps that it does not export
 * count only if it exports none: the others came with what it imports.
 */
export function collectCandidates({ exports, apps }: Pick<LoadedModule, "exports" | "apps">): Candidate[] {
  const exported = Object.entries(exports);
  const appsInSight = orderApps(exported, apps);
  const taken = new Set(exported.map(([name]) => name));
  const found: { runnable: Runnable; value: unknown; paths: string[]; isInSight: boolean }[] = [];
  for (const { app, variable, isInSight } of appsInSight) {
    for (const { runnable, value } of runnablesOf(app)) {
      const known = found.find((entry) => entry.value === value);
      if (known) known.paths.push(`${variable}.${runnable.name}`);
      else found.push({ runnable, value, paths: [`${variable}.${runnable.name}`], isInSight });
    }
  }
  return found.map(({ runnable, value, paths, isInSight }) => {
    const own = exported.find(([name, other]) => name !== "default" && other === value)?.[0] ?? freeName(runnable, value, exports, taken, isInSight);
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
    if (value instanceof App && !named.some(({ app }) => app === value)) named.push({ app: value, variable: name === "default" ? "app" : name, isInSight: true });
  }
  const hidden = apps.filter((app) => !named.some((entry) => entry.app === app));
  const isInSight = named.length === 0;
  return [...named, ...hidden.map((app) => ({ app, variable: isInSight && hidden.length === 1 ? "app" : (app.name ?? "app"), isInSight }))];
}

function* runnablesOf(app: App): Generator<{ runnable: Runnable; value: unknown }> {
  for (const [name, entrypoint] of app.registeredEntrypoints) yield { runnable: { kind: "entrypoint", app, name, entrypoint }, value: entrypoint.call };
  for (const [name, fn] of app.registeredFunctions) yield { runnable: { kind: "function", app, name, fn }, value: fn };
}

function freeName({ name }: Runnable, value: unknown, exports: Readonly<Record<string, unknown>>, taken: Set<string>, isInSight: boolean): string | undefined {
  const isDefault = exports["default"] === value;
  if (taken.has(name) || (!isInSight && !isDefault)) return undefined;
  taken.add(name);
  return name;
}
