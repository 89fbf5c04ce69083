import type { ShownApp } from "../api/session/session.js";
import { paint } from "./paint.js";
import { openProcessScreen } from "./open-process-screen.js";
import { showRun, type ShownWorld } from "./show-run.js";

let covers = 0;

/** While it lasts, the command shows everything, so that `enableOutput` has nothing to add. */
export function coverEnabledOutput(): Disposable {
  covers++;
  return { [Symbol.dispose]: () => void covers-- };
}

/** Shows a running app on the streams of this process, for `enableOutput`. @returns how to end that */
export function showApp(world: ShownWorld, { name, isDeployed }: ShownApp): Disposable {
  if (covers > 0) return { [Symbol.dispose]: () => undefined };
  const opened = openProcessScreen();
  const { screen } = opened;
  const end = (text: string): void => {
    screen.write("stderr", `${paint(screen.stderr, "green", "✓")} App \`${name}\` ${text}.\n`);
    opened[Symbol.dispose]();
  };
  if (isDeployed) {
    end("deployed");
    return { [Symbol.dispose]: () => undefined };
  }
  const shown = showRun(world, { name, hasProgress: true, hasTimestamps: false }, screen, () => performance.now());
  return {
    [Symbol.dispose]: () => {
      shown[Symbol.dispose]();
      end("stopped");
    },
  };
}
