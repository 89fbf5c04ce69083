import type { Container } from "../records/container.js";

/** The containers of a pool: who lives, and how much those that take inputs have to do. */
export class Members {
  readonly alive: Set<Container> = new Set();
  /** Busy containers above the maximum, which take nothing more. */
  readonly #dismissed = new Set<Container>();
  /** Containers that take inputs, and the calls that run there. */
  #ready = 0;
  #calls = 0;

  /** Further calls that those that take inputs could run, of which each may run `maxCalls`. */
  headroom(maxCalls: number): number {
    return this.#ready * maxCalls - this.#calls;
  }

  /** A container takes inputs from now on. */
  admit(container: Container): void {
    this.#dismissed.delete(container);
    container.takesInputs = true;
    this.#ready++;
    this.#calls += container.calls;
  }

  /** A container is to do what it does, and nothing more. */
  dismiss(container: Container): void {
    this.#discount(container);
    this.#dismissed.add(container);
  }

  /** All are wanted again. @returns those that were not */
  readmit(): readonly Container[] {
    const readmitted = [...this.#dismissed];
    for (const container of readmitted) this.admit(container);
    return readmitted;
  }

  /** @returns whoever takes inputs again in its place, since no more than `max` are to */
  remove(container: Container, max: number): Container | undefined {
    this.alive.delete(container);
    this.#discount(container);
    this.#dismissed.delete(container);
    const [again] = this.#dismissed;
    if (!again || this.#dismissed.size <= this.alive.size - max) return undefined;
    this.admit(again);
    return again;
  }

  callBegan(container: Container): void {
    container.calls++;
    if (container.takesInputs) this.#calls++;
  }

  callEnded(container: Container): void {
    container.calls--;
    if (container.takesInputs) this.#calls--;
  }

  /** Those above `max`, where the least is lost. */
  surplus(max: number): readonly Container[] {
    const excess = this.alive.size - max;
    return excess > 0
      ? [...this.alive].toSorted((a, b) => inUse(a) - inUse(b) || a.calls - b.calls).slice(0, excess)
      : [];
  }

  #discount(container: Container): void {
    if (!container.takesInputs) return;
    this.#ready--;
    this.#calls -= container.calls;
    container.takesInputs = false;
  }
}

/** What is lost with a container: nothing, a start, what it runs. */
function inUse(container: Container): 0 | 1 | 2 {
  if (!container.isReady) return 1;
  return container.isOccupied ? 2 : 0;
}
