import type { WorldEvent } from "../../emulator/kernel/events.js";
import type { Origins } from "../model/origins.js";
import type { DifferenceKind, ReportData } from "../model/report-data.js";
import type { DifferenceList } from "./difference-list.js";

/** How often something happened in a run. */
interface Tally {
  readonly kind: DifferenceKind;
  /** Of what it is told, such as a function. */
  readonly about: string;
  readonly text: string;
  count: number;
  /** Position of the last. */
  at: number;
}

type Counted = Pick<Tally, "kind" | "about" | "text">;

/** Compares how often things happened in two runs: calls, containers, schedules, faults, requests, storage, sandboxes. */
export function compareTallies(
  a: { readonly data: ReportData; readonly origins: Origins },
  b: { readonly data: ReportData; readonly origins: Origins },
  found: DifferenceList,
): void {
  const [inA, inB] = [talliesOf(a.data, a.origins), talliesOf(b.data, b.origins)];
  for (const [key, { kind, about, text, count, at }] of inB) {
    const other = inA.get(key)?.count ?? 0;
    const place = kind === "calls" ? null : at; // those that are more have been told one by one
    if (other !== count) found.add(kind, about, place, `${text}: ${other} in A, ${count} in B`);
  }
  for (const [key, { kind, about, text, count }] of inA)
    if (!inB.has(key)) found.add(kind, about, null, `${text}: ${count} in A, none in B`);
}

function talliesOf({ events }: ReportData, origins: Origins): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const [at, event] of events.entries()) {
    const counted = countedAs(event, origins);
    if (!counted) continue;
    const key = `${counted.kind} ${counted.text}`;
    const tally = tallies.get(key);
    if (tally) Object.assign(tally, { count: tally.count + 1, at });
    else tallies.set(key, { ...counted, count: 1, at });
  }
  return tallies;
}

/** What an event is counted as. */
function countedAs(event: WorldEvent, origins: Origins): Counted | undefined {
  switch (event.type) {
    case "call.created":
      return { kind: "calls", about: event.function, text: `${event.function}: calls` };
    case "container.created": {
      const { tag, sandbox } = origins.container(event.container);
      return sandbox === undefined ? { kind: "containers", about: tag, text: `${tag}: containers` } : undefined;
    }
    case "schedule.fired":
      return { kind: "schedules", about: event.function, text: `${event.function}: times that its schedule fired` };
    case "schedule.missed":
      return { kind: "schedules", about: event.function, text: `${event.function}: times that its schedule missed` };
    case "web.response":
      return { kind: "web", about: event.function, text: `${event.function}: answers with ${event.status}` };
    case "fault.injected":
      return { kind: "faults", about: event.function, text: `Faults that hit ${event.function} (${event.kind})` };
    case "fault.storage":
    case "fault.build":
    case "fault.rpc":
    case "fault.exec":
      return { kind: "faults", about: event.type, text: `Faults of the kind ${event.type}` };
    case "sandbox.created":
      return { kind: "sandboxes", about: "sandboxes", text: "Sandboxes" };
    case "sandbox.ended":
      return { kind: "sandboxes", about: "sandboxes", text: `Sandboxes that ended with code ${event.code}` };
    default: {
      const object = objectOf(event);
      if (object === undefined) return undefined;
      const name = origins.nameOf(object);
      const shown = name === object ? "what has no name" : JSON.stringify(name);
      return { kind: "storage", about: name, text: `Storage, ${event.type} of ${shown}` };
    }
  }
}

function objectOf(event: WorldEvent): string | undefined {
  if ("queue" in event) return event.queue;
  if ("dict" in event) return event.dict;
  return "object" in event ? (event.object ?? undefined) : undefined;
}
