/** Whether something has happened that is to be told. */
export class Stir {
  #has = false;
  #waiting: (() => void)[] = [];

  happened(): void {
    this.#has = true;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Resolves when something has happened that nobody has heard of, at once if it has. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#has) resolve();
      else this.#waiting.push(resolve);
    });
  }

  /** Whatever has happened is told. */
  heard(): void {
    this.#has = false;
    this.#waiting = [];
  }
}
