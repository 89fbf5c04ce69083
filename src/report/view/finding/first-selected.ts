import type { EventFacts } from "./event-facts.js";

/** What to look at first: where the failure comes from, which is the first that has it, or the last call that failed. */
export function firstSelected({ timeline: { data, problems } }: EventFacts): number | undefined {
  const failed = problems.filter(({ kind }) => kind === "failed");
  const message = data.failure?.message ?? "";
  const named = failed.find(({ at }) => {
    const event = data.events[at];
    return event?.type === "attempt.ended" && event.error !== undefined && message.includes(event.error.message);
  });
  return (named ?? failed.at(-1))?.at;
}
