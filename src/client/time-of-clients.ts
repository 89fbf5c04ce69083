import { AsyncLocalStorage } from "node:async_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import { lanePool } from "../emulator/lanes/threads/lane-pool.js";
import type { TimeScope } from "../emulator/time/virtual-timers.js";
import type { Emulator } from "../emulator/world/emulator.js";
import { modalPackage } from "../server/carriers/modal-package.js";
import { worldOfClient } from "./world-of-client.js";

/**
 * How many frames are looked at: as many as there are up to code that asks by itself, or else as many as may lie between,
 * of ours and of the engine. Each takes time.
 */
const DEPTHS = [6, 10];
/** Where the code of this package lies. */
const OURS = fileURLToPath(new URL("..", import.meta.url));

/** Set where nothing but the code of Modal's package runs. */
const inModals = new AsyncLocalStorage<boolean>();
/** Whose client the code of Modal's package works for. */
const worlds = new AsyncLocalStorage<Emulator>();
let isGiven = false;

/** From now on, the code of Modal's package has the time of the world that its client means, if that is clear. */
export function giveTime(): void {
  if (isGiven) return;
  isGiven = true;
  lanePool.routeTime(timeOfCaller);
}

/** What Modal's package does in `body`, it does for a client of this world, however many are open. */
export function onBehalfOf<T>(world: Emulator, body: () => T): T {
  return worlds.run(world, body);
}

/**
 * The methods of a client without code of users in them, known to be code of Modal's package: to find that out each time
 * takes longer than the rest of a call.
 */
export function knownAsModals<T extends object>(client: T): T {
  const known = Object.entries(client).map(([name, value]: [string, unknown]) =>
    typeof value === "function"
      ? [name, (...args: unknown[]) => inModals.run(true, () => Reflect.apply(value, client, args) as unknown)]
      : [name, value],
  );
  return Object.fromEntries(known) as T;
}

/** Code of others, which code of Modal's package calls. */
export function outsideOfModals<T>(body: () => T): T {
  return inModals.run(false, body);
}

/** The time that the code has which asks for it, if it is that of Modal's package. */
function timeOfCaller(): TimeScope | undefined {
  const own = worlds.getStore();
  const world = own?.isClosed === false ? own : worldOfClient();
  return world?.clients.isTimed && isModals() ? world.clients.time : undefined;
}

/** Whether the code that called what called this is that of Modal's package, and not what that calls in turn. */
function isModals(): boolean {
  if (inModals.getStore()) return true;
  for (const depth of DEPTHS) {
    for (const site of callers(depth)) {
      const whose = whoseIs(site.getFileName());
      if (whose !== "nobody's") return whose === "Modal's";
    }
  }
  return false;
}

type Whose = "Modal's" | "others'" | "nobody's";
const known = new Map<string, Whose>();

/** @returns "nobody's" for this package and the engine: on whose behalf they run, the code says that called them */
function whoseIs(file: string | null): Whose {
  if (!file) return "nobody's";
  let whose = known.get(file);
  if (!whose) known.set(file, (whose = findWhose(file)));
  return whose;
}

function findWhose(file: string): Whose {
  if (file.startsWith("node:") || isIn(file, OURS)) return "nobody's";
  return isIn(file, modalPackage().folder) ? "Modal's" : "others'";
}

/** @param file a path or, of an ES module, a URL, in which a path is escaped */
function isIn(file: string, folder: string): boolean {
  return file.startsWith(file.startsWith("file:") ? pathToFileURL(folder).href : folder);
}

/** The code that runs, innermost first. Twice as fast as `getCallSites` of `node:util`. */
function callers(depth: number): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = globalThis.Error;
  const traced: { stack?: readonly NodeJS.CallSite[] } = {};
  globalThis.Error.stackTraceLimit = depth;
  globalThis.Error.prepareStackTrace = (_, sites) => sites;
  globalThis.Error.captureStackTrace(traced, callers);
  const sites = traced.stack ?? []; // made as it is read
  globalThis.Error.stackTraceLimit = stackTraceLimit;
  globalThis.Error.prepareStackTrace = prepareStackTrace;
  return sites;
}
