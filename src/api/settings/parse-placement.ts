import type { ContainerOptions } from "./container-options.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import { InvalidError } from "../../contract/errors.js";
import { parseInstance, parseSwitch, parseTexts } from "../../checks/option-types.js";
import { SchedulerPlacement } from "../resources/scheduler-placement.js";

type Placement = Pick<ContainerSettings, "regions" | "nonpreemptible"> & {
  readonly schedulerPlacement: ContainerSettings["schedulerPlacement"] | undefined;
};

/** Where containers run. @throws InvalidError for a value of a wrong type, and if it is said twice */
export function parsePlacement({ region, nonpreemptible, schedulerPlacement }: ContainerOptions): Placement {
  const placement = parseInstance(
    "schedulerPlacement",
    schedulerPlacement,
    "a SchedulerPlacement",
    isPlacement,
  )?.definition;
  for (const [name, value] of Object.entries({ region, nonpreemptible }))
    if (placement && value !== undefined)
      throw new InvalidError(
        `Options "${name}" and "schedulerPlacement" cannot be used together: give the placement \`${name === "region" ? "region" : "spot"}\`, or leave it out.`,
      );
  return {
    regions: placement?.regions ?? parseTexts("region", region),
    nonpreemptible: placement?.lifecycle === "on-demand" || parseSwitch("nonpreemptible", nonpreemptible, false),
    schedulerPlacement: placement,
  };
}

function isPlacement(value: unknown): value is SchedulerPlacement {
  return value instanceof SchedulerPlacement;
}
