import type { EventFacts } from "./event-facts.js";

/** What to look at first: the event that the failure speaks of, or the last that failed. */
export function firstSelected({ timeline: { data, problems } }: EventFacts): number | undefined {
  const failed = problems.filter(({ kind }) => kind === "failed");
  const message = data.failure?.message ?? "";
  const named = failed.filter(({ at }) => {
    const event = data.events[at];
    return event?.type === "attempt.ended" && event.error !== undefined && message.includes(event.error.message);
  });
  return (named.at(-1) ?? failed.at(-1) ?? problems.at(0))?.at;
}
