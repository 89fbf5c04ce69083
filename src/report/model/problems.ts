import type { WorldEvent } from "../../emulator/kernel/events.js";
import { describeEvent } from "./describe-event.js";
import type { Origins } from "./origins.js";
import type { Problem } from "./track.js";

/** Collects what went wrong, or was made to, in order. */
export class Problems {
  readonly #origins: Origins;
  readonly #found: Problem[] = [];
  /** Position of what began an input that has not ended. */
  readonly #unended = new Map<string, number>();
  /** Its attempt that failed last, by input: what it ended with, if it is not retried. */
  readonly #failed = new Map<string, { readonly at: number; readonly text: string }>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    const text = (): string => describeEvent(event, this.#origins);
    if (event.type === "input.created") this.#unended.set(event.input, at);
    else if (event.type === "attempt.ended" && event.status !== "SUCCESS")
      this.#failed.set(event.input, { at, text: text() });
    else if (event.type === "attempt.started") this.#tell(event.input, "retried");
    else if (event.type === "input.ended") {
      this.#unended.delete(event.input);
      if (event.status !== "SUCCESS") this.#tell(event.input, "failed", { at, text: text() });
    } else if (event.type.startsWith("fault.")) this.#found.push({ kind: "fault", at, text: text() });
    else if (isTrouble(event)) this.#found.push({ kind: "other", at, text: text() });
  }

  finish(): Problem[] {
    for (const [input, at] of this.#unended)
      this.#found.push({ kind: "waiting", at, text: `${this.#origins.tagOfInput(input)} has not ended` });
    return this.#found.toSorted((a, b) => a.at - b.at);
  }

  #tell(input: string, kind: "failed" | "retried", otherwise?: { readonly at: number; readonly text: string }): void {
    const found = this.#failed.get(input) ?? otherwise;
    if (found) this.#found.push({ kind, ...found });
    this.#failed.delete(input);
  }
}

function isTrouble(event: WorldEvent): boolean {
  switch (event.type) {
    case "container.exitFailed":
    case "fetch.refused":
    case "image.failed":
    case "schedule.missed":
    case "start.delayed":
    case "world.nondeterministic":
      return true;
    case "sandbox.execEnded":
      return event.code !== 0;
    case "web.response":
      return event.status >= 500;
    default:
      return false;
  }
}
