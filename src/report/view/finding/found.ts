import type { Mark, Span, Track } from "../../model/track.js";
import type { EventFacts } from "./event-facts.js";

/** What is to be seen. Empty texts ask for nothing. */
export interface Wanted {
  readonly text: string;
  readonly app: string;
  readonly tag: string;
  /** A call and those that it made. */
  readonly call: string;
}

export const EVERYTHING: Wanted = { text: "", app: "", tag: "", call: "" };

/** The events that were asked for. */
export class Found {
  /** Positions, in order. */
  readonly positions: readonly number[];
  readonly #has: Uint8Array;

  constructor(facts: EventFacts, { text, app, tag, call }: Wanted) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const tree = call === "" ? undefined : facts.ties.callTree(call);
    const positions: number[] = [];
    this.#has = new Uint8Array(facts.count);
    for (let at = 0; at < facts.count; at++) {
      if (app !== "" && facts.appOf(at) !== app) continue;
      if (tag !== "" && facts.tagOf(at) !== tag) continue;
      if (tree && !tree.has(facts.callOf(at) ?? "")) continue;
      if (words.length > 0) {
        const haystack = facts.haystack(at);
        if (!words.every((word) => haystack.includes(word))) continue;
      }
      this.#has[at] = 1;
      positions.push(at);
    }
    this.positions = positions;
  }

  has(position: number): boolean {
    return this.#has[position] === 1;
  }

  hasSpan({ from, to }: Span): boolean {
    return this.has(from) || this.has(to);
  }

  hasTrack({ spans, marks }: Track): boolean {
    return spans.some((span) => this.hasSpan(span)) || marks.some(({ at }: Mark) => this.has(at));
  }
}

/** @returns `undefined` if everything is to be seen */
export function find(facts: EventFacts, wanted: Wanted): Found | undefined {
  return Object.values(wanted).every((value) => value === "") ? undefined : new Found(facts, wanted);
}
