import type { WorldEvent } from "../../emulator/kernel/events.js";
import { describeEvent } from "../model/describe-event.js";
import type { Origins } from "../model/origins.js";
import type { ReportComparison, ReportData } from "../model/report-data.js";
import { quoted, replaceIds, seconds } from "./comparison-words.js";

interface Run {
  readonly data: ReportData;
  readonly origins: Origins;
}

/** The first event at which two logs part: other ids of the same things are no difference, nor is another seed. */
export function partingOf(a: Run, b: Run): ReportComparison["parting"] {
  if (a.data.dropped !== b.data.dropped) return null;
  const [namesA, namesB] = [new Names(), new Names()];
  const length = Math.max(a.data.events.length, b.data.events.length);
  for (let at = 0; at < length; at++) {
    const [inA, inB] = [a.data.events[at], b.data.events[at]];
    if (inA && inB && namesA.shapeOf(inA) === namesB.shapeOf(inB)) continue;
    return { at: inB ? at : null, text: textOf(inA, inB, a, b) };
  }
  return null;
}

function textOf(inA: WorldEvent | undefined, inB: WorldEvent | undefined, a: Run, b: Run): string {
  const seq = (inA ?? inB)?.seq ?? 0;
  const [textA, textB] = [told(inA, a), told(inB, b)];
  return textA === textB
    ? `The logs part at event ${seq}, in what it holds: ${textB}`
    : `The logs part at event ${seq}: in A ${textA}, in B ${textB}`;
}

function told(event: WorldEvent | undefined, { data, origins }: Run): string {
  if (!event) return "nothing follows";
  return `${quoted(describeEvent(event, origins))} after ${seconds(event.at - (data.events[0]?.at ?? event.at))}`;
}

/** Gives things names by the order in which they appear. */
class Names {
  readonly #known = new Map<string, string>();

  /** An event as text, without its ids. */
  shapeOf(event: WorldEvent): string {
    const { at, ...rest } = event;
    const text = JSON.stringify(rest.type === "world.started" ? { ...rest, seed: "" } : rest);
    return `${at} ${replaceIds(text, (id) => this.#nameOf(id))}`;
  }

  #nameOf(id: string): string {
    const name = this.#known.get(id) ?? `${id.slice(0, 2)}${this.#known.size}`;
    this.#known.set(id, name);
    return name;
  }
}
