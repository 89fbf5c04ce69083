import type { ReportData } from "./report-data.js";
import type { Timeline } from "./timeline.js";

/** What became of the inputs of one function. */
export interface Tally {
  readonly tag: string;
  /** Name of its app. */
  readonly app: string;
  inputs: number;
  succeeded: number;
  failed: number;
  retries: number;
  containers: number;
}

/** The functions of a report that were called or had containers, as they first were. */
export function tally({ data, origins }: Pick<Timeline, "data" | "origins">): Tally[] {
  const found = new Map<string, Tally>();
  const of = (tag: string, app: string): Tally => {
    const key = `${app}/${tag}`;
    let known = found.get(key);
    if (!known) {
      known = { tag, app, inputs: 0, succeeded: 0, failed: 0, retries: 0, containers: 0 };
      found.set(key, known);
    }
    return known;
  };
  const ofInput = (input: string): Tally => {
    const call = origins.callOf(input);
    return of(origins.tagOfCall(call), origins.appOfCall(call));
  };
  for (const event of data.events) count(event, of, ofInput, origins.container.bind(origins));
  return [...found.values()];
}

function count(
  event: ReportData["events"][number],
  of: (tag: string, app: string) => Tally,
  ofInput: (input: string) => Tally,
  container: (id: string) => { readonly tag: string; readonly app: string },
): void {
  if (event.type === "input.created") ofInput(event.input).inputs++;
  else if (event.type === "input.retry") ofInput(event.input).retries++;
  else if (event.type === "input.ended") {
    const each = ofInput(event.input);
    if (event.status === "SUCCESS") each.succeeded++;
    else each.failed++;
  } else if (event.type === "container.created") {
    const { tag, app } = container(event.container);
    of(tag, app).containers++;
  }
}
