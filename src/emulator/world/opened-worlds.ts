import { type Bindings, currentSession } from "../../api/session/session.js";
import type { Emulator } from "./emulator.js";

/** Whose world one is: a test's own, or one of those that `explore` and `world.doctor` try a body in. */
export type Purpose = "own" | "trial";

export type OpeningListener = (world: Emulator, purpose: Purpose) => void;

const worlds = new WeakMap<Bindings, Emulator>();
const listeners = new Set<OpeningListener>();

/** To be called with every world of this process, as it starts. */
export function noteOpening(world: Emulator, purpose: Purpose): void {
  worlds.set(world.session.bindings, world);
  for (const listener of listeners) listener(world, purpose);
}

/** Hears of every world that starts in this process from now on. */
export function onOpening(listener: OpeningListener): void {
  listeners.add(listener);
}

/** The world that the running code is in by `world.within`, `world.run` or `app.run`. */
export function worldInSight(): Emulator | undefined {
  const session = currentSession();
  return session && worlds.get(session.bindings);
}
