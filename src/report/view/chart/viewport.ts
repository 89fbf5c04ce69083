import type { Axis } from "./axis.js";

/** What sums of numbers may be off by, as a share of them. */
const ROUNDING = 1e-9;

/** The part of the axis that is shown. Who draws it is told of every change, at most once a frame. */
export class Viewport {
  #axis: Axis;
  #from: number;
  #to: number;
  readonly #listeners = new Set<() => void>();
  #isDue = false;

  constructor(axis: Axis) {
    this.#axis = axis;
    [this.#from, this.#to] = whole(axis);
  }

  get axis(): Axis {
    return this.#axis;
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  get isWhole(): boolean {
    const [from, to] = whole(this.#axis);
    const slack = (to - from) * ROUNDING;
    return this.#from <= from + slack && this.#to >= to - slack;
  }

  /** The same events on another axis. */
  changeAxis(axis: Axis): void {
    const wasWhole = this.isWhole;
    const [first, last] = [this.#axis.positionAt(this.#from), this.#axis.positionAt(this.#to)];
    this.#axis = axis;
    if (wasWhole) this.showAll();
    else this.show(axis.place(first), axis.place(last));
  }

  showAll(): void {
    this.show(...whole(this.#axis));
  }

  /** Shows a part, or what is possible of it. */
  show(from: number, to: number): void {
    const [first, last] = whole(this.#axis);
    const width = Math.min(last - first, Math.max(this.#axis.smallest, to - from));
    const middle = (from + to) / 2;
    this.#from = Math.min(Math.max(first, middle - width / 2), last - width);
    this.#to = this.#from + width;
    this.changed();
  }

  /** @param share of what is shown, to the right */
  pan(share: number): void {
    const by = (this.#to - this.#from) * share;
    this.show(this.#from + by, this.#to + by);
  }

  /** @param factor above 1 shows more @param at what stays where it is, as a share of what is shown */
  zoom(factor: number, at = 0.5): void {
    const width = this.#to - this.#from;
    const [first, last] = whole(this.#axis);
    const wanted = Math.min(last - first, Math.max(this.#axis.smallest, width * factor));
    const still = this.#from + width * at;
    this.show(still - wanted * at, still + wanted * (1 - at));
  }

  /** Brings places into sight, with as little change as possible. */
  reveal(from: number, to = from): void {
    const width = this.#to - this.#from;
    if (from >= this.#from && to <= this.#to) return;
    if (to - from > width) return this.show(from - (to - from) * 0.1, to + (to - from) * 0.1);
    const middle = (from + to) / 2;
    this.show(middle - width / 2, middle + width / 2);
  }

  /** Calls `draw` before the next frame, and before that of every change. @returns how to stop it */
  subscribe(draw: () => void): () => void {
    this.#listeners.add(draw);
    this.changed();
    return () => this.#listeners.delete(draw);
  }

  /** What is shown has changed. */
  changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      for (const draw of this.#listeners) draw();
    });
  }
}

function whole({ end }: Axis): [number, number] {
  const margin = end * 0.01;
  return [-margin, end + margin];
}
