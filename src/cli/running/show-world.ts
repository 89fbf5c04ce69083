import type { Emulator } from "../../emulator/index.js";
import type { Screen } from "../../output/screen.js";
import { showRun, type ShowingRun, type ShownRun } from "../../output/show-run.js";

/** Shows all that happens in a world from now on. @param now real time in milliseconds */
export function showWorld(world: Emulator, how: ShownRun, screen: Screen, now: () => number): ShowingRun {
  return showRun(
    {
      subscribe: (listener) => world.events.subscribe(listener),
      now: () => world.clock.now(),
      underWay: (all) =>
        world.logs.underWay({ all }).map(({ containerId, source, timestamp, message }) => ({
          container: containerId,
          stream: source === "stderr" ? source : "stdout",
          at: timestamp.getTime(),
          text: message,
        })),
    },
    how,
    screen,
    now,
  );
}
