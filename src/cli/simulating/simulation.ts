import { InvalidError } from "../../contract/errors.js";
import type { Bill, Emulator } from "../../emulator/index.js";
import type { FailureRecord, Fire, SimulationRecord } from "./simulation-record.js";

/** A function with a schedule, and what it did. */
export interface SimulatedSchedule {
  readonly app: string | undefined;
  readonly environment: string;
  readonly function: string;
  /** In words; `undefined` if it has none any more. */
  readonly schedule: string | undefined;
  readonly fires: readonly Fire[];
  readonly retries: number;
  /** Epoch milliseconds; `undefined` if it is due no more. */
  readonly nextAt: number | undefined;
}

/** What a simulation has come to. */
export interface Simulation {
  readonly seed: number | string;
  /** Epoch milliseconds of virtual time. */
  readonly from: number;
  readonly until: number;
  readonly schedules: readonly SimulatedSchedule[];
  readonly failures: readonly FailureRecord[];
  readonly counts: SimulationRecord["counts"];
  /** A text: why there is none. */
  readonly bill: Bill | string;
}

/** An app of the simulation, by its id. */
export type SimulatedApps = ReadonlyMap<string, { readonly name: string | undefined; readonly environment: string }>;

/** Sums up what has happened in a world in a span of its time. */
export function simulationOf(
  world: Emulator,
  record: SimulationRecord,
  apps: SimulatedApps,
  { from, until }: { readonly from: number; readonly until: number },
): Simulation {
  const current = world.schedules();
  const known = record.scheduled.map(({ app, function: name, fires, retries }) => {
    const now = current.find(({ appId, functionName }) => appId === app && functionName === name);
    return { appId: app, functionName: name, fires, retries, schedule: now?.schedule, nextAt: now?.nextAt };
  });
  const idle = current
    .filter(
      ({ appId, functionName }) => !known.some((each) => each.appId === appId && each.functionName === functionName),
    )
    .map((each) => ({ ...each, fires: [], retries: 0 }));
  const schedules = [...known, ...idle].map(({ appId, functionName, schedule, fires, retries, nextAt }) => {
    const { name, environment = "main" } = apps.get(appId) ?? {};
    return { app: name, environment, function: functionName, schedule, fires, retries, nextAt };
  });
  return {
    seed: world.seed,
    from,
    until,
    schedules,
    failures: record.failures,
    counts: record.counts,
    bill: billOf(world),
  };
}

function billOf(world: Emulator): Bill | string {
  try {
    return world.bill();
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    return world.events.dropped > 0
      ? "No bill: so much has happened that its beginning is not kept any more. Simulate a shorter time."
      : `No bill: ${error.message}`;
  }
}
