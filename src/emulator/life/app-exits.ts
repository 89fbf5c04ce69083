import type { AppRecord } from "../records/app-record.js";
import type { Container } from "../records/container.js";

/** Knows when the last container of an app that was on its way out is gone. */
export class AppExits {
  readonly #alive: () => Iterable<Container>;
  #awaited: { readonly app: AppRecord; readonly done: () => void }[] = [];

  /** @param alive containers that have not stopped */
  constructor(alive: () => Iterable<Container>) {
    this.#alive = alive;
  }

  /** Calls `done` when no container of an app is on its way out any more. */
  after(app: AppRecord, done: () => void): void {
    if (this.#isExiting(app)) this.#awaited.push({ app, done });
    else done();
  }

  /** A container of an app that was on its way out is gone. */
  gone(app: AppRecord): void {
    const over = this.#awaited.filter((waiting) => waiting.app === app);
    if (over.length === 0 || this.#isExiting(app)) return;
    this.#awaited = this.#awaited.filter((waiting) => waiting.app !== app);
    for (const { done } of over) done();
  }

  #isExiting(app: AppRecord): boolean {
    for (const { state, owner } of this.#alive()) if (state === "exiting" && owner.target.app === app) return true;
    return false;
  }
}
