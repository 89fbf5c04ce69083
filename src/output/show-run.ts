import { setInterval } from "node:timers";
import type { WorldEvent } from "../emulator/kernel/events.js";
import { LiveLog, type ShownLine } from "./live-log.js";
import { logText } from "./log-text.js";
import { ProgressDisplay, REDRAW_MS } from "./progress-display.js";
import type { Screen } from "./screen.js";
import type { StreamName } from "./streams.js";

/** Where what is shown comes from. */
export interface ShownWorld {
  subscribe(listener: (event: WorldEvent) => void): () => void;
  /** Virtual time in epoch milliseconds. */
  now(): number;
  /**
   * What has been written that is no event yet, as the turns in which it was are not over.
   * @param isAll also if it may come in another order
   */
  underWay(isAll: boolean): readonly ShownLine[];
}

export interface ShownRun {
  /** What progress calls it. */
  readonly name: string;
  readonly hasProgress: boolean;
  /** Virtual time stands before each line of the logs. */
  readonly hasTimestamps: boolean;
  /** Where all logs go, if not to the stream that the container wrote to. */
  readonly logsTo?: StreamName | undefined;
}

export interface ShowingRun extends Disposable {
  /** Shows also what is not going to be in the log, because the run ends before the turns that write it. */
  showRest(): void;
}

/**
 * Shows what happens from now on: logs and progress. The command `run` and `enableOutput` both do it by this.
 * Modal: docs/modal/context-ids-and-logs.md#output.
 * @param now real time in milliseconds
 * @returns how to end that
 */
export function showRun(
  world: ShownWorld,
  { name, hasProgress, hasTimestamps, logsTo }: ShownRun,
  screen: Screen,
  now: () => number,
): ShowingRun {
  const start = world.now();
  const display = hasProgress ? new ProgressDisplay(name, screen, () => world.now() - start, now) : undefined;
  const log = new LiveLog((line) => screen.write(logsTo ?? line.stream, logText(line, hasTimestamps)));
  const stop = world.subscribe((event) => {
    if (event.type === "log") log.logged(event);
    display?.see(event);
  });
  const ticking = setInterval(() => {
    log.look(world.underWay(false));
    display?.tick();
  }, REDRAW_MS).unref();
  return {
    showRest: () => log.look(world.underWay(true)),
    [Symbol.dispose]: () => {
      clearInterval(ticking);
      stop();
      screen.clear();
    },
  };
}
