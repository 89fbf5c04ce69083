import { pathToFileURL } from "node:url";
import type { ExerciseMessage } from "./exercise-process.js";

/** A test of an exercise that does not pass. */
export interface FailedTest {
  readonly test: string;
  /** Several lines. */
  readonly message: string;
  /** In the exercise, from 1. */
  readonly line: number | undefined;
}

/** What became of an exercise, and what it has written. */
export type ExerciseOutcome = { readonly output: string } & (
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly tests: readonly FailedTest[] }
  /** It could not be evaluated. */
  | { readonly kind: "broken"; readonly message: string; readonly line: number | undefined }
  /** It was stopped after so many real milliseconds. */
  | { readonly kind: "endless"; readonly test: string | undefined; readonly afterMs: number }
  /** Tests that the exercise had are gone, or are skipped. */
  | { readonly kind: "emptied"; readonly tests: readonly string[] }
  | { readonly kind: "missing" }
);

/** How the process of an exercise ended. */
export interface ExerciseEnd {
  readonly messages: readonly ExerciseMessage[];
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined if it was stopped because all its tests were over. */
  readonly code: number | null | undefined;
  /** Real milliseconds after which it was stopped, because it did not end. */
  readonly stoppedAfterMs: number | undefined;
}

/** @param file the exercise @param expected its tests */
export function outcomeOf(file: string, expected: readonly string[], end: ExerciseEnd): ExerciseOutcome {
  const { messages, stdout, stderr, code, stoppedAfterMs } = end;
  const output = `${stdout}${stderr}`;
  const passed = new Set(messages.flatMap((each) => (each.kind === "passed" && !each.isSkipped ? each.test : [])));
  const failed = messages.flatMap((each): FailedTest[] =>
    each.kind === "failed"
      ? [{ test: each.test, message: readable(each.message), line: lineIn(file, each.stack) }]
      : [],
  );
  if (failed.length > 0) return { kind: "failed", tests: failed, output };
  const ended = new Set(messages.flatMap((each) => (each.kind === "started" ? [] : each.test)));
  const running = messages.find((each) => each.kind === "started" && !ended.has(each.test))?.test;
  if (stoppedAfterMs !== undefined) return { kind: "endless", test: running, afterMs: stoppedAfterMs, output };
  if (messages.length === 0 && code !== 0)
    return { kind: "broken", message: mistakeIn(stderr), line: lineIn(file, stderr), output: stdout };
  if (running !== undefined) {
    const message = "The process has ended before the test was over.";
    return { kind: "failed", tests: [{ test: running, message, line: undefined }], output };
  }
  const gone = expected.filter((test) => !passed.has(test));
  return gone.length > 0 ? { kind: "emptied", tests: gone, output } : { kind: "passed", output };
}

/** What Node writes about an error that nobody has caught, without where Node was. */
function mistakeIn(stderr: string): string {
  const lines = stderr.split("\n");
  const from = lines.findIndex((line) => /^(?:Uncaught )?[A-Z]\w*(?:Error|Exception|Cancellation)\b/.test(line));
  const message = lines.slice(Math.max(0, from));
  const to = message.findIndex((line) => /^\s+at /.test(line));
  return readable(message.slice(0, to < 0 ? undefined : to).join("\n")) || "It ended before it had any test.";
}

/** The first place in a file that a stack names, or what stands above it. */
function lineIn(file: string, stack: string): number | undefined {
  const names = [file, pathToFileURL(file).href].map(RegExp.escape).join("|");
  const [, line] = new RegExp(`(?:${names}):(\\d+)`).exec(stack) ?? [];
  return line === undefined ? undefined : Number(line);
}

/** In plain words, and without the codes of Node. */
function readable(message: string): string {
  return message
    .replace(/^\+ actual - expected$/m, "+ is what came, - is what should come:")
    .replace(/\n\n(\S+) !== (\S+)(?:\s*$|\n+(?=\n))/, "\nIt is $1, and should be $2.")
    .replaceAll(/ \[ERR_\w+\]/g, "")
    .replaceAll("AssertionError: ", "")
    .trim();
}
