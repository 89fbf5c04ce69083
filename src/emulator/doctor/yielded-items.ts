import { isDeepStrictEqual } from "node:util";
import type { Report } from "../kernel/protocol.js";
import { describeValue } from "./describe-value.js";

/** What the generators of one run yielded, which the event log does not say. */
export class YieldedItems {
  readonly #byInput = new Map<string, string[]>();

  add(reports: readonly Report[]): void {
    for (const { requests } of reports) {
      for (const request of requests)
        if (request.type === "yield")
          this.#byInput.set(request.inputId, [...this.of(request.inputId), describeValue(request.item)]);
    }
  }

  /** Items of one input, in short. */
  of(inputId: string): readonly string[] {
    return this.#byInput.get(inputId) ?? [];
  }

  /** The first input that yielded something else in another run, as far as both came. */
  firstDifferent(other: YieldedItems): string | undefined {
    return this.#byInput.keys().find((inputId) => {
      const [one, two] = [this.of(inputId), other.of(inputId)];
      const both = Math.min(one.length, two.length);
      return !isDeepStrictEqual(one.slice(0, both), two.slice(0, both));
    });
  }
}
