import type { Emulator } from "../../emulator/index.js";
import { counted } from "../../output/counted.js";
import { formatSpan } from "../../output/format-span.js";

/** What happened in a run, in numbers. */
export interface Summary {
  readonly calls: number;
  readonly inputs: number;
  readonly containers: number;
  readonly retries: number;
  readonly virtualDurationMs: number;
}

/** @param startedAt virtual time of the start */
export function summarize(
  world: Pick<Emulator, "events" | "calls" | "containers" | "clock">,
  startedAt: number,
): Summary {
  return {
    calls: world.calls().length,
    inputs: world.events.of("input.created").length,
    containers: world.containers().length,
    retries: world.events.of("input.retry").length,
    virtualDurationMs: world.clock.now() - startedAt,
  };
}

/** One line: `12 calls, 3 containers, 2 retries; 8.0 s of virtual time in 0.21 s`. */
export function summaryLine(
  { calls, inputs, containers, retries, virtualDurationMs }: Summary,
  realMs: number,
): string {
  const called = inputs > calls ? `${counted(calls, "call")} with ${counted(inputs, "input")}` : counted(calls, "call");
  const retried = `${retries} ${retries === 1 ? "retry" : "retries"}`;
  return `${called}, ${counted(containers, "container")}, ${retried}; ${formatSpan(virtualDurationMs)} of virtual time in ${formatSpan(realMs)}`;
}
