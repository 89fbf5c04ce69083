import { ClientClosed, NotFoundError } from "../../contract/errors.js";
import type { Bindings, Session } from "./session.js";

/**
 * A call, or the handle of a function that was passed on, is known by an id, and ids mean something else in every
 * world.
 * @param origin where it came from, if that is known
 * @throws NotFoundError if it is used in another world
 */
export function checkWorld(what: string, origin: Bindings | undefined, session: Session | undefined): void {
  if (origin && session && session.bindings !== origin) {
    throw new NotFoundError(
      `There is no ${what} in this world: it is another world's. Use it inside \`world.within(() => …)\` or \`world.run(app, () => …)\` of the world that it came from.`,
    );
  }
}

/** For what ends anyway when its world is closed. */
export function ignoreClosed(error: unknown): void {
  if (!(error instanceof ClientClosed)) throw error;
}
