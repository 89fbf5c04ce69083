import { timeText } from "../../model/time-text.js";
import type { EventFacts } from "./event-facts.js";

/** An event as it is said aloud. */
export function describeAt(facts: EventFacts, position: number): string {
  const event = facts.event(position);
  return event ? `${facts.text(position)}, ${timeText(event.at)}` : "";
}
