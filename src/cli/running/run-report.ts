import { inspect } from "node:util";
import type { LogEntry } from "../../emulator/index.js";
import { ReportedError } from "../endings/reported-error.js";
import { jsonValue } from "../showing/json-value.js";
import type { Summary } from "./summary.js";

/** How a run ended. */
export type Outcome = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: unknown };

export interface RunReport {
  readonly name: string;
  readonly app: string | undefined;
  readonly seed: number | string;
  readonly outcome: Outcome;
  readonly summary: Summary;
  readonly logs: readonly LogEntry[];
  /** Takes values of secrets out of a text. */
  mask(text: string): string;
}

/** The report as one line of JSON. It holds nothing of real time, so equal runs give equal texts. */
export function reportJson({ name, app, seed, outcome, summary, logs, mask }: RunReport): string {
  const end = outcome.ok ? { result: jsonValue(outcome.result) } : { error: errorJson(outcome.error, mask) };
  return JSON.stringify({ name, app: app ?? null, seed, ok: outcome.ok, ...end, ...summary, logs });
}

/** The report of what did not come to a run. */
export function failureJson(error: unknown): string {
  const cause = error instanceof ReportedError && error.cause !== undefined ? error.cause : error;
  const summary: Summary = { calls: 0, inputs: 0, containers: 0, retries: 0, virtualDurationMs: 0 };
  return JSON.stringify({
    name: null,
    app: null,
    seed: null,
    ok: false,
    error: errorJson(cause, (text) => text),
    ...summary,
    logs: [],
  });
}

function errorJson(error: unknown, mask: (text: string) => string): { name: string; message: string } {
  return error instanceof globalThis.Error
    ? { name: mask(error.name), message: mask(error.message) }
    : { name: typeof error, message: mask(inspect(error)) };
}
