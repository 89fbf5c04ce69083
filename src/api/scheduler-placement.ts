import { type Compact, compact } from "./compact.js";
import { InvalidError } from "./errors.js";
import { checkOptions, describe } from "./options.js";

/** Options of {@link SchedulerPlacement}. */
export interface SchedulerPlacementOptions {
  region?: string | readonly string[];
  zone?: string;
  /** True for preemptible machines, false for others. Default: either. */
  spot?: boolean;
  instanceType?: string | readonly string[];
}

/** A placement as plain data. */
export type SchedulerPlacementDefinition = Readonly<
  Compact<{
    regions: readonly string[];
    zone: string | undefined;
    lifecycle: "spot" | "on-demand" | undefined;
    instanceTypes: readonly string[];
  }>
>;

/**
 * Where containers run. Modal superseded it by the function options `region` and `nonpreemptible`. Modal: section 10.2.
 * @throws InvalidError for an unknown option or a value of a wrong type
 */
export class SchedulerPlacement {
  readonly definition: SchedulerPlacementDefinition;
  private declare readonly brand: "SchedulerPlacement";

  constructor(options: SchedulerPlacementOptions = {}) {
    checkOptions("new SchedulerPlacement", options, ["region", "zone", "spot", "instanceType"]);
    const { zone, spot } = options;
    if (zone !== undefined && typeof zone !== "string") throw wrongType("zone", "a string", zone);
    if (spot !== undefined && typeof spot !== "boolean") throw wrongType("spot", "true or false", spot);
    const lifecycle = spot === true ? ("spot" as const) : ("on-demand" as const);
    this.definition = compact({
      regions: parseNames("region", options.region),
      zone,
      lifecycle: spot === undefined ? undefined : lifecycle,
      instanceTypes: parseNames("instanceType", options.instanceType),
    });
  }

  /** A placement in one zone. */
  static zone(zone: string): SchedulerPlacement {
    return new SchedulerPlacement({ zone });
  }
}

function parseNames(name: string, value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  const names: readonly unknown[] = typeof value === "string" ? [value] : value;
  if (!Array.isArray(names) || !names.every((item) => typeof item === "string")) throw wrongType(name, "a string or a list of strings", value);
  return names;
}

function wrongType(name: string, type: string, value: unknown): InvalidError {
  return new InvalidError(`Option "${name}" of SchedulerPlacement must be ${type}, got ${describe(value)}.`);
}
