import { AsyncLocalStorage } from "node:async_hooks";
import { ExecutionError, InvalidError } from "../contract/errors.js";
import type { Emulator } from "../emulator/world/emulator.js";
import { onOpening, worldInSight } from "../emulator/world/opened-worlds.js";

/** The world of one test, from when it is there. */
interface Place {
  world: Emulator | undefined;
}

const places = new AsyncLocalStorage<Place>();
const open = new Set<Emulator>();
onOpening((world, purpose) => {
  if (purpose !== "own") return;
  open.add(world);
  world.clients.onClose(() => open.delete(world));
});

let isSetUp = false;

/** Clients that code makes by itself reach a world, and nothing else. */
export function noteSetUp(): void {
  isSetUp = true;
}

/**
 * To be called in a test's own flow, before anything is waited for: clients that code makes by itself are going to
 * reach the world that is put there.
 * @param client whether that is wanted; left out, it is if there is what it needs
 * @throws InvalidError if it is wanted and there is not
 */
export function enterPlace(client: boolean | undefined): Place {
  if (client === true && !isSetUp)
    throw new InvalidError(
      'The option `client: true` needs `setupFiles: ["modal-emulator/client/setup"]` in the configuration of Vitest.',
    );
  const place: Place = { world: undefined };
  places.enterWith(place);
  return place;
}

/**
 * To be called in the flow of the code that makes a client of a world, before anything is waited for: from then on, and
 * as long as no other world is in sight there, it is the one whose time clients have.
 */
export function noteClientOf(world: Emulator): void {
  if (openPlace() === undefined) places.enterWith({ world });
}

function openPlace(): Emulator | undefined {
  const world = places.getStore()?.world;
  return world?.isClosed === false ? world : undefined;
}

/** The world that a client means which was made without one, if that is clear. */
export function worldOfClient(): Emulator | undefined {
  const known = worldInSight() ?? openPlace();
  if (known) return known;
  for (const world of open) if (world.isClosed) open.delete(world);
  const [only] = open;
  return open.size === 1 ? only : undefined;
}

/** @throws ExecutionError if it is not clear which world is meant */
export function worldToAsk(): Emulator {
  const world = worldOfClient();
  if (world) return world;
  throw new ExecutionError(
    `A client of Modal's package asks for something, and ${open.size === 0 ? "no world is open" : "several worlds are open"}: use the \`world\` fixture of "modal-emulator/vitest", or call it inside \`world.within(() => …)\`.`,
  );
}
