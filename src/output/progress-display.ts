import type { WorldEvent } from "../emulator/kernel/events.js";
import { ProgressCounts } from "./progress-counts.js";
import { progressLine } from "./progress-line.js";
import { progressTree } from "./progress-tree.js";
import type { Screen } from "./screen.js";

/** Real milliseconds between two drawings: of the tree that is redrawn, and of lines that stay. */
export const REDRAW_MS = 100;
const LINE_MS = 2000;

/** Shows how far an app has come: on a terminal a tree that is redrawn, else a line now and then. */
export class ProgressDisplay {
  readonly #name: string;
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #counts = new ProgressCounts();
  #lastDrawn: number;
  #isChanged = false;
  #frame = 0;

  /**
   * @param elapsed virtual milliseconds that have passed
   * @param now real time in milliseconds
   */
  constructor(name: string, screen: Screen, elapsed: () => number, now: () => number) {
    this.#name = name;
    this.#screen = screen;
    this.#elapsed = elapsed;
    this.#now = now;
    this.#lastDrawn = now();
  }

  see(event: WorldEvent): void {
    if (this.#counts.see(event)) this.#isChanged = true;
    this.tick();
  }

  /** Draws if it is time to. */
  tick(): void {
    const { isInteractive, columns } = this.#screen;
    const now = this.#now();
    if (now - this.#lastDrawn < (isInteractive ? REDRAW_MS : LINE_MS) || (!isInteractive && !this.#isChanged)) return;
    this.#lastDrawn = now;
    this.#isChanged = false;
    if (isInteractive)
      this.#screen.draw(
        progressTree(this.#name, this.#counts.functions, this.#elapsed(), { frame: this.#frame++, columns }),
      );
    else this.#screen.write("stderr", `${progressLine(this.#name, this.#counts.total, this.#elapsed())}\n`);
  }
}
