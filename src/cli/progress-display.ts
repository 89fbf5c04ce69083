import type { Emulator } from "../emulator/index.js";
import { ProgressCounts } from "./progress-counts.js";
import { progressLine, spinnerLine } from "./progress-line.js";
import type { Screen } from "./screen.js";

/** Real milliseconds between two drawings: of the line that is redrawn, and of lines that stay. */
export const REDRAW_MS = 100;
const LINE_MS = 2000;

/** Shows how far a world has come: on a terminal one line that is redrawn, else a line now and then. */
export class ProgressDisplay implements Disposable {
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #line: () => string;
  readonly #stop: () => void;
  #lastDrawn: number;
  #isChanged = false;
  #frame = 0;

  /** @param now real time in milliseconds */
  constructor(name: string, world: Pick<Emulator, "events" | "clock">, screen: Screen, now: () => number) {
    const counts = new ProgressCounts();
    const start = world.clock.now();
    this.#screen = screen;
    this.#now = now;
    this.#lastDrawn = now();
    this.#line = () => progressLine(name, counts.current, world.clock.now() - start);
    this.#stop = world.events.subscribe((event) => {
      if (counts.see(event)) this.#isChanged = true;
      this.tick();
    });
  }

  /** Draws if it is time to. */
  tick(): void {
    const { isInteractive, columns } = this.#screen;
    const now = this.#now();
    if (now - this.#lastDrawn < (isInteractive ? REDRAW_MS : LINE_MS) || (!isInteractive && !this.#isChanged)) return;
    this.#lastDrawn = now;
    this.#isChanged = false;
    if (isInteractive) this.#screen.drawLine(spinnerLine(this.#frame++, this.#line(), columns));
    else this.#screen.write("stderr", `${this.#line()}\n`);
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#screen.clearLine();
  }
}
