import type { ServerResponse } from "node:http";
import type { LiveWorld } from "./live-world.js";

/** At most so often is anybody told. Real milliseconds. */
const PAUSE_MS = 250;

/** Tells one page, by server-sent events, how many events there are: at once, and when there are more. */
export class ChangeStream {
  readonly #world: LiveWorld;
  readonly #response: ServerResponse;
  #told = -1;
  #timer: NodeJS.Timeout | undefined;

  constructor(world: LiveWorld, response: ServerResponse) {
    this.#world = world;
    this.#response = response;
  }

  /** Goes on until the page has left. */
  open(): void {
    this.#response.write("retry: 1000\n\n");
    this.#tell();
    const unsubscribe = this.#world.subscribe(() => {
      if (!this.#timer) this.#tell();
    });
    this.#response.on("close", () => {
      unsubscribe();
      clearTimeout(this.#timer);
    });
  }

  /** Says how many there are, if that is news, and looks again after a while if it was. */
  #tell(): void {
    this.#timer = undefined;
    const count = this.#world.count();
    if (count === this.#told) return;
    this.#told = count;
    this.#response.write(`data: ${count}\n\n`);
    this.#timer = setTimeout(() => this.#tell(), PAUSE_MS);
  }
}
