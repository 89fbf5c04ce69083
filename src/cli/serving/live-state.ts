import type { CommandHost } from "../state/command-host.js";
import { Door } from "../state/door.js";
import type { StateSession } from "../state/state-session.js";
import { LiveHost } from "./live-host.js";
import type { ServedWorld } from "./served-world.js";
import { toldCommand } from "../state/told-command.js";

/** How often what is stored is kept meanwhile, in real milliseconds. */
const KEEPING_MS = 5000;

/**
 * Lets other commands in while a state is served, and keeps it from time to time and at the end.
 * @param lent names of secrets that are the command's own
 */
export async function liveState(
  session: StateSession,
  served: ServedWorld,
  host: CommandHost,
  lent: ReadonlySet<string>,
  warn: (message: string) => void,
): Promise<AsyncDisposable> {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const keep = (): Promise<void> =>
    inTurn(() => session.keep(lent)).catch((error: unknown) => warn((error as globalThis.Error).message));
  const live = { session, inTurn, changed: () => served.refresh() };
  const door = await Door.open((visit) => host.carryOut(new LiveHost(visit, live, host)));
  await session.tell({ pid: process.pid, command: toldCommand(host.argv), door: door.address });
  const keeping = setInterval(() => void keep(), KEEPING_MS);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(keeping);
      await door[Symbol.asyncDispose]();
      await keep();
    },
  };
}
