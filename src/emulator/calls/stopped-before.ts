import type { CallRecord } from "../records/call-record.js";

/** What became of a call of an app that was stopped. */
export function stoppedBefore({ target: { app, tag }, kind, parent }: CallRecord): string {
  const hint = parent || kind === "spawn" ? "." : ": is an `await` missing?";
  return `App ${app.title} was stopped before this call of \`${tag}\` had ended${hint}`;
}
