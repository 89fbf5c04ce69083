import type { Simulation } from "./simulation.js";

/** A simulation as one line of JSON. It holds nothing of real time, so equal simulations give equal texts. */
export function simulationJson(
  { seed, from, until, schedules, failures, counts, bill }: Simulation,
  end: { readonly ok: boolean; readonly unusedFaults: readonly string[] },
): string {
  return JSON.stringify({
    ok: end.ok,
    seed,
    from: timeOf(from),
    until: timeOf(until),
    schedules: schedules.map(({ fires, nextAt, schedule = null, app = null, ...rest }) => ({
      app,
      ...rest,
      schedule,
      succeeded: fires.filter(({ outcome }) => outcome === "succeeded").length,
      failed: fires.filter(({ outcome }) => outcome === "failed").length,
      next: nextAt === undefined ? null : timeOf(nextAt),
      fires: fires.map(({ at, outcome }) => ({ at: timeOf(at), outcome })),
    })),
    failures: failures.map(({ firstAt, ...rest }) => ({ ...rest, first: timeOf(firstAt) })),
    ...counts,
    unused_faults: end.unusedFaults,
    bill:
      typeof bill === "string"
        ? null
        : {
            rates: bill.rates.date,
            total: bill.total.total,
            seconds: bill.total.seconds,
            functions: bill.functions.map(({ functionName, containers, total }) => ({
              function: functionName,
              containers,
              seconds: total.seconds,
              total: total.total,
            })),
          },
  });
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
