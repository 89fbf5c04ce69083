import type { WorldEvent } from "../../../emulator/kernel/events.js";
import type { Timeline } from "../../model/timeline.js";

/** Fields that tie events together, the closest first. */
const TIES = ["input", "call", "sandbox", "container", "queue", "dict", "object", "image", "app"] as const;

/** Which events have an id in common. */
export class EventTies {
  readonly #timeline: Timeline;
  #positions: Map<string, number[]> | undefined;
  #children: Map<string, string[]> | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** Positions of the events that tell of the same thing as one, itself included, in order. */
  story(event: WorldEvent): readonly number[] {
    if (event.type === "schedule.fired" || event.type === "schedule.missed") return this.of(scheduleOf(event));
    for (const tie of TIES) {
      const id = (event as Partial<Record<string, unknown>>)[tie];
      if (typeof id === "string") return this.of(id);
    }
    return [];
  }

  /** Positions of the events that have an id among their fields; of a call, those of its inputs too. */
  of(id: string): readonly number[] {
    return (this.#positions ??= this.#gather()).get(id) ?? [];
  }

  /** A call and all calls that were made by it, directly or not. */
  callTree(call: string): ReadonlySet<string> {
    const children = (this.#children ??= this.#gatherChildren());
    const tree = new Set([call]);
    for (const each of tree) for (const child of children.get(each) ?? []) tree.add(child);
    return tree;
  }

  #gather(): Map<string, number[]> {
    const positions = new Map<string, number[]>();
    const put = (id: unknown, at: number): void => {
      if (typeof id !== "string") return;
      const known = positions.get(id);
      if (!known) positions.set(id, [at]);
      else if (known.at(-1) !== at) known.push(at);
    };
    for (const [at, event] of this.#timeline.data.events.entries()) {
      if (event.type === "schedule.fired" || event.type === "schedule.missed") put(scheduleOf(event), at);
      for (const tie of TIES) put((event as Partial<Record<string, unknown>>)[tie], at);
      if ("input" in event && event.input !== null) put(this.#timeline.origins.callOf(event.input), at);
    }
    return positions;
  }

  #gatherChildren(): Map<string, string[]> {
    const children = new Map<string, string[]>();
    for (const event of this.#timeline.data.events) {
      if (event.type !== "call.created" || event.parent === null) continue;
      const above = this.#timeline.origins.callOf(event.parent);
      if (above === undefined) continue;
      const known = children.get(above);
      if (known) known.push(event.call);
      else children.set(above, [event.call]);
    }
    return children;
  }
}

/** What stands for a schedule, which has no id. */
function scheduleOf({ app, function: tag }: { readonly app: string; readonly function: string }): string {
  return `${app} ${tag}`;
}
