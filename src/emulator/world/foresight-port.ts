import { isInline } from "../pools/container-spec.js";
import type { ForesightPort } from "../schedules/schedule-foresight.js";
import type { WorldParts } from "./world-parts.js";
import type { WorldSettings } from "./world-options.js";

/** What foresight looks at. */
export type ForesightParts = Pick<WorldParts, "schedules" | "containers" | "calls" | "faults">;

/** What has to be known of a world to see how far a container of a schedule may run ahead. */
export function foresightPort(
  { schedules, containers, calls, faults }: ForesightParts,
  { isolation }: WorldSettings,
): ForesightPort {
  return {
    schedules,
    targetOf: (ordinal) => {
      const container = containers.byOrdinal(ordinal);
      return container && containers.targetOf(container.id).service;
    },
    input: (id) => calls.input(id),
    mayFail: (target) => faults.ofAttempts.concerns(target),
    isInline: ({ definition }) => isInline(definition, isolation),
  };
}
