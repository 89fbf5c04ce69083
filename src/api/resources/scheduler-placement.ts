import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { compact } from "../../contract/compact.js";
import type { SchedulerPlacementDefinition } from "../../contract/resource-definitions.js";
import { parseSwitch, parseText, parseTexts } from "../../checks/option-types.js";
import { checkOptions } from "../../checks/options.js";

/** Options of {@link SchedulerPlacement}. */
export interface SchedulerPlacementOptions {
  region?: string | readonly string[];
  zone?: string;
  /** True for preemptible machines, false for others. Default: either. */
  spot?: boolean;
  instanceType?: string | readonly string[];
}

/**
 * Where containers run: the option `schedulerPlacement` of functions and classes. Modal superseded it by `region` and
 * `nonpreemptible`.
 * Modal: docs/modal/secrets-proxies-workspaces.md#placement.
 * @throws InvalidError for an unknown option or a value of a wrong type
 */
export class SchedulerPlacement {
  readonly definition: SchedulerPlacementDefinition;
  declare private readonly brand: "SchedulerPlacement";

  constructor(options: SchedulerPlacementOptions = {}) {
    checkOptions("new SchedulerPlacement", options, ["region", "zone", "spot", "instanceType"]);
    const spot = parseSwitch("spot", options.spot, undefined);
    const lifecycle = spot === true ? ("spot" as const) : ("on-demand" as const);
    this.definition = compact({
      regions: parseTexts("region", options.region),
      zone: parseText("zone", options.zone),
      lifecycle: spot === undefined ? undefined : lifecycle,
      instanceTypes: parseTexts("instanceType", options.instanceType),
    });
  }

  /** A placement in one zone. */
  static zone(zone: string): SchedulerPlacement {
    return new SchedulerPlacement({ zone });
  }
}

refuseAssignments(SchedulerPlacement, "What it is made of is given to `new SchedulerPlacement`.");
