import { clockText } from "../../model/time-text.js";
import type { EventFacts } from "../finding/event-facts.js";

/** So many before and after it. */
const AROUND = 12;

export interface StoryProps {
  readonly facts: EventFacts;
  readonly position: number;
  onSelect(position: number): void;
}

/** The events that tell of the same thing, such as an input with its attempts, around one of them. */
export function Story({ facts, position, onSelect }: StoryProps) {
  const event = facts.event(position);
  const all = event ? facts.ties.story(event) : [];
  if (all.length < 2) return null;
  const index = all.indexOf(position);
  const shown = all.slice(Math.max(0, index - AROUND), index + AROUND + 1);
  const time = (at: number | undefined): number => (at === undefined ? 0 : (facts.event(at)?.at ?? 0));
  return (
    <section>
      <h3>Its story</h3>
      <ol class="story">
        {shown.map((at) => (
          <li key={at}>
            <button
              type="button"
              class="row"
              aria-current={at === position ? "true" : undefined}
              onClick={() => onSelect(at)}
            >
              <time>{clockText(time(at), time(shown[0]), time(shown.at(-1)))}</time> <bdi>{facts.text(at)}</bdi>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
