import type { DifferenceKind, ReportDifference } from "../model/report-data.js";

/** Kinds, the most important first. */
const ORDER: readonly DifferenceKind[] = [
  "failure",
  "outcome",
  "calls",
  "attempts",
  "faults",
  "schedules",
  "containers",
  "web",
  "storage",
  "sandboxes",
  "logs",
  "coldStarts",
  "durations",
  "costs",
];

/** So many of one kind and one function are told one by one. */
const MOST = 20;

/** Collects what differs. */
export class DifferenceList {
  readonly #found: ReportDifference[] = [];
  /** By kind and function. */
  readonly #counts = new Map<string, { readonly kind: DifferenceKind; readonly about: string; count: number }>();

  /** @param about what it is of, such as a function @param at position in B @param text what follows `subject` */
  add(kind: DifferenceKind, about: string, at: number | null, text: string): void {
    const key = `${kind} ${about}`;
    const group = this.#counts.get(key) ?? { kind, about, count: 0 };
    this.#counts.set(key, group);
    if (++group.count <= MOST) this.#found.push({ kind, at, text });
  }

  sorted(): ReportDifference[] {
    for (const { kind, about, count } of this.#counts.values())
      if (count > MOST)
        this.#found.push({ kind, at: null, text: `${about}: ${count - MOST} more differences like these` });
    return this.#found.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || placeOf(a) - placeOf(b));
  }
}

function placeOf({ at }: ReportDifference): number {
  return at ?? Number.MAX_SAFE_INTEGER;
}
