import type { WorldEvent } from "../../../emulator/kernel/events.js";
import { timeText } from "../../model/time-text.js";
import type { EventFacts } from "../finding/event-facts.js";
import type { Wanted } from "../finding/found.js";
import { CopyButton } from "./copy-button.js";
import { Fields } from "./fields.js";
import { Overview } from "./overview.js";
import { firstPlace } from "./source-place.js";
import { Source } from "./source.js";
import { Stack } from "./stack.js";
import { Story } from "./story.js";

export interface EventDetailsProps {
  readonly facts: EventFacts;
  readonly position: number | undefined;
  onSelect(position: number): void;
  onWanted(wanted: Partial<Wanted>): void;
}

/** Everything that is known of one event: what it says, where in the user's files, and what it is a part of. */
export function EventDetails({ facts, position, onSelect, onWanted }: EventDetailsProps) {
  const event = position === undefined ? undefined : facts.event(position);
  if (position === undefined || !event) return <Overview facts={facts} onWanted={onWanted} />;
  const { data, origins } = facts.timeline;
  const call = facts.callOf(position);
  const stack = stackOf(facts, event);
  const parent = call === undefined ? undefined : origins.parentOf(call);
  const above = parent === undefined ? undefined : facts.ties.of(parent)[0];
  const thrownAt = stack === undefined ? undefined : firstPlace(stack, data.sources);
  const definedAt = thrownAt ? undefined : definition(facts, position);
  return (
    <article>
      <h2>
        <bdi>{facts.text(position)}</bdi>
      </h2>
      <p class="dim">
        <time>{timeText(event.at)}</time> · {event.type} · event {event.seq.toLocaleString("en")}
      </p>
      {stack === undefined ? undefined : <Stack text={stack} sources={data.sources} />}
      {thrownAt ? <Source sources={data.sources} place={thrownAt} around={4} /> : undefined}
      {definedAt ? (
        <Source sources={data.sources} place={definedAt} around={4} what={`${facts.tagOf(position)} is defined at `} />
      ) : undefined}
      <p class="actions">
        {above === undefined ? undefined : (
          <button type="button" class="small" onClick={() => onSelect(above)}>
            What called it
          </button>
        )}
        {call === undefined ? undefined : (
          <button type="button" class="small" onClick={() => onWanted({ call })}>
            Only this call
          </button>
        )}
        <CopyButton text={new URL(`#at=${position}`, location.href).href} label="Copy link" />
      </p>
      <Story facts={facts} position={position} onSelect={onSelect} />
      <Fields facts={facts} event={event} onSelect={onSelect} />
    </article>
  );
}

/** The stack that tells where an event comes from: what its container has written, or what its caller got. */
function stackOf(facts: EventFacts, event: WorldEvent): string | undefined {
  if (event.type === "log") return STACK.test(event.text) ? event.text : undefined;
  if (event.type !== "attempt.ended" && event.type !== "input.ended") return undefined;
  if (event.status === "SUCCESS") return undefined;
  const { message } = ("error" in event && event.error) || { message: undefined };
  const logged = facts.ties
    .of(event.input)
    .map((position) => facts.event(position))
    .findLast((other) => other?.type === "log" && other.seq < event.seq && STACK.test(other.text));
  if (message !== undefined && logged?.type === "log" && logged.text.includes(message)) return logged.text;
  return facts.timeline.data.stacks[event.input];
}

const STACK = /\n\s+at /;

/** Where the function that an event is about is defined. */
function definition(facts: EventFacts, position: number): { readonly file: string; readonly line: number } | undefined {
  const { data } = facts.timeline;
  const call = facts.callOf(position);
  const id = call === undefined ? undefined : data.calls[call];
  const found =
    (id === undefined ? undefined : data.functions[id]) ??
    Object.values(data.functions).find(({ tag }) => tag === facts.tagOf(position));
  return found?.file !== undefined && found.line !== undefined ? { file: found.file, line: found.line } : undefined;
}
