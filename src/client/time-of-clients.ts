import { AsyncLocalStorage } from "node:async_hooks";
import { lanePool } from "../emulator/lanes/threads/lane-pool.js";
import type { TimeScope } from "../emulator/time/virtual-timers.js";
import { modalPackage } from "../server/carriers/modal-package.js";
import { worldOfClient } from "./world-of-client.js";

/** How many frames of ours, at most, lie between what asks for the time and the code that is looked for. */
const DEPTH = 8;

/** Set where the code of Modal's package is known to run. */
const inModals = new AsyncLocalStorage<true>();
let isGiven = false;

/** From now on, the code of Modal's package has the time of the world that its client means, if that is clear. */
export function giveTime(): void {
  if (isGiven) return;
  isGiven = true;
  lanePool.routeTime(timeOfCaller);
}

/**
 * The methods of a client, known to be code of Modal's package: to find that out each time takes longer than the rest of
 * a call.
 */
export function knownAsModals<T extends object>(client: T): T {
  const known = Object.entries(client).map(([name, value]: [string, unknown]) =>
    typeof value === "function"
      ? [name, (...args: unknown[]) => inModals.run(true, () => Reflect.apply(value, client, args) as unknown)]
      : [name, value],
  );
  return Object.fromEntries(known) as T;
}

/** The time that the code has which asks for it, if it is that of Modal's package. */
function timeOfCaller(): TimeScope | undefined {
  const world = worldOfClient();
  return world?.clients.isTimed && isModals() ? world.clients.time : undefined;
}

/** Whether the code that called what called this is that of Modal's package. */
function isModals(): boolean {
  if (inModals.getStore()) return true;
  const { folder } = modalPackage();
  return callers().some((site) => site.getFileName()?.includes(folder));
}

/** The code that runs, innermost first. Twice as fast as `getCallSites` of `node:util`. */
function callers(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = globalThis.Error;
  const traced: { stack?: readonly NodeJS.CallSite[] } = {};
  globalThis.Error.stackTraceLimit = DEPTH;
  globalThis.Error.prepareStackTrace = (_, sites) => sites;
  globalThis.Error.captureStackTrace(traced, callers);
  const sites = traced.stack ?? []; // made as it is read
  globalThis.Error.stackTraceLimit = stackTraceLimit;
  globalThis.Error.prepareStackTrace = prepareStackTrace;
  return sites;
}
