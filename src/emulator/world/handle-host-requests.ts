import type { Attempts } from "../calls/attempts.js";
import type { Calls } from "../calls/calls.js";
import type { Faults } from "../faults/faults.js";
import type { Fetches } from "../kernel/fetches.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Prompts } from "../kernel/prompts.js";
import type { HostPrograms } from "../sandboxes/host-programs.js";

interface HostRequestParts {
  readonly calls: Calls;
  readonly attempts: Attempts;
  readonly faults: Faults;
  readonly fetches: Fetches;
  readonly prompts: Prompts;
  readonly programs: HostPrograms;
}

/** Takes what stand-ins of the host have come to. */
export function handleHostRequests(
  kernel: Kernel,
  { calls, attempts, faults, fetches, prompts, programs }: HostRequestParts,
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
    answered: ({ type, id, reply }) => {
      if (type === "fetched") fetches.fetched(id, reply);
      else if (type === "prompted") prompts.prompted(id, reply);
      else programs.ended(id, reply);
    },
  });
}
