import type { WorldEvent } from "../kernel/events.js";
import type { CallRecord } from "../records/call-record.js";
import type { WorldParts } from "./world-parts.js";

type InputRecord = CallRecord["inputs"][number];
type Origins = WorldParts["containers"]["origins"];
type Origin = Origins extends ReadonlyMap<string, infer T> ? T : never;

/** What a report tells of besides events. */
export interface ReportSubjects {
  readonly calls: Iterable<CallRecord>;
  readonly inputs: Iterable<InputRecord>;
  readonly containers: Iterable<readonly [id: string, origin: Origin]>;
}

/** All that there is. */
export function allSubjects({ calls, containers }: Pick<WorldParts, "calls" | "containers">): ReportSubjects {
  const inputs = function* (): Generator<InputRecord, void> {
    for (const call of calls.all) yield* call.inputs;
  };
  return { calls: calls.all, inputs: inputs(), containers: containers.origins };
}

/** What some events are of, in time that grows with them alone. */
export function subjectsOf(
  events: readonly WorldEvent[],
  { calls, containers }: Pick<WorldParts, "calls" | "containers">,
): ReportSubjects {
  const found = {
    calls: new Set<CallRecord>(),
    inputs: new Set<InputRecord>(),
    containers: new Map<string, Origin>(),
  };
  for (const event of events) {
    const input = "input" in event && event.input !== null ? calls.input(event.input) : undefined;
    if (input) found.inputs.add(input);
    const call = "call" in event ? calls.byId(event.call) : input?.call;
    if (call) found.calls.add(call);
    const id = "container" in event ? event.container : null;
    const origin = id ? containers.origins.get(id) : undefined;
    if (id && origin) found.containers.set(id, origin);
  }
  return found;
}
