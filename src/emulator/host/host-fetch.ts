import { currentSession, type Session } from "../../api/session/session.js";

/** A world, as far as `fetch` of this process reaches its web functions. */
export interface FetchedWorld {
  readonly session: Session;
  /** Whether a URL is one that its web functions have, or could have. */
  covers(url: string): boolean;
  /** Whether one of them has it. */
  has(url: string): boolean;
  fetch(input: string | URL | Request, init: RequestInit | undefined): Promise<Response>;
}

/**
 * `fetch` of this process, as long as a world in it has web functions: requests to their addresses go there, and never
 * out. All else goes on to what was there before.
 */
export class HostFetch {
  readonly #replace: (value: typeof fetch) => () => void;
  /** The newest last. */
  readonly #worlds = new Set<FetchedWorld>();
  #behind: typeof fetch | undefined;
  #restore: (() => void) | undefined;

  /** @param replace puts something in place of `fetch` of this process. @returns how to put back what was there */
  constructor(replace: (value: typeof fetch) => () => void) {
    this.#replace = replace;
  }

  add(world: FetchedWorld): void {
    this.#worlds.add(world);
    if (this.#restore) return;
    this.#behind = globalThis.fetch;
    this.#restore = this.#replace(this.#fetch);
  }

  remove(world: FetchedWorld): void {
    if (!this.#worlds.delete(world) || this.#worlds.size > 0) return;
    this.#restore?.();
    this.#restore = undefined;
  }

  readonly #fetch: typeof fetch = (input, init) => {
    const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
    const world = URL.canParse(url) ? this.#worldOf(url) : undefined;
    if (world) return world.fetch(input, init);
    return (this.#behind ?? globalThis.fetch)(input, init);
  };

  /** That in sight, or the newest that has the address. */
  #worldOf(url: string): FetchedWorld | undefined {
    const session = currentSession();
    if (session?.isContainer) return undefined; // its own `fetch` finds it
    const covering = [...this.#worlds].filter((world) => world.covers(url));
    return (
      covering.find((world) => world.session === session) ??
      covering.findLast((world) => world.has(url)) ??
      covering.at(-1)
    );
  }
}
