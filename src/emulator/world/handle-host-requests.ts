import type { Attempts } from "../calls/attempts.js";
import type { Calls } from "../calls/calls.js";
import type { Faults } from "../faults/faults.js";
import type { Fetches } from "../kernel/fetches.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Prompts } from "../kernel/prompts.js";

interface HostRequestParts {
  readonly calls: Calls;
  readonly attempts: Attempts;
  readonly faults: Faults;
  readonly fetches: Fetches;
  readonly prompts: Prompts;
}

/** Takes what stand-ins of the host have come to. */
export function handleHostRequests(
  kernel: Kernel,
  { calls, attempts, faults, fetches, prompts }: HostRequestParts,
): void {
  kernel.handleHost({
    output: ({ inputId, attempt, outcome }) => {
      const input = calls.input(inputId);
      if (input && !faults.ofAttempts.losesOutput(input, attempt)) attempts.report(input, attempt, outcome);
    },
    item: ({ inputId, attempt, item }) => {
      const input = calls.input(inputId);
      if (input?.state === "running" && input.attempt === attempt) input.call.sink?.item(item, attempt);
    },
    fetched: ({ id, reply }) => fetches.fetched(id, reply),
    prompted: ({ id, reply }) => prompts.prompted(id, reply),
  });
}
