import type { WorldEvent } from "../../../emulator/kernel/events.js";
import { describeEvent } from "../../model/describe-event.js";
import type { Timeline } from "../../model/timeline.js";
import { EventTies } from "./event-ties.js";

/** What each event says, and whose it is. Made when it is asked for: most events never are looked at. */
export class EventFacts {
  readonly timeline: Timeline;
  readonly ties: EventTies;
  readonly #haystacks: string[] = [];

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    this.ties = new EventTies(timeline);
  }

  get count(): number {
    return this.timeline.data.events.length;
  }

  event(position: number): WorldEvent | undefined {
    return this.timeline.data.events[position];
  }

  text(position: number): string {
    const event = this.event(position);
    return event ? describeEvent(event, this.timeline.origins) : "";
  }

  /** Everything that can be searched for, in lower case. */
  haystack(position: number): string {
    return (this.#haystacks[position] ??= this.#makeHaystack(position));
  }

  /** The call that an event belongs to. */
  callOf(position: number): string | undefined {
    const event = this.event(position);
    if (!event) return undefined;
    if ("call" in event) return event.call;
    return "input" in event && event.input !== null ? this.timeline.origins.callOf(event.input) : undefined;
  }

  /** Name of the function, class or sandbox that an event is about, `""` if there is none. */
  tagOf(position: number): string {
    const event = this.event(position);
    if (!event) return "";
    if ("function" in event) return event.function;
    const call = this.callOf(position);
    if (call !== undefined) return this.timeline.origins.tagOfCall(call);
    return "container" in event && event.container ? this.timeline.origins.container(event.container).tag : "";
  }

  appOf(position: number): string {
    const event = this.event(position);
    if (!event) return "";
    const { origins } = this.timeline;
    if ("app" in event) return origins.appName(event.app);
    const call = this.callOf(position);
    if (call !== undefined) return origins.appOfCall(call);
    return "container" in event && event.container ? origins.container(event.container).app : "";
  }

  #makeHaystack(position: number): string {
    const event = this.event(position);
    if (!event) return "";
    const values = Object.values(event).filter((value) => typeof value === "string");
    return `${this.text(position)}\n${values.join("\n")}`.toLowerCase();
  }
}
