import type { CallShape, InputShape } from "./call-shape.js";
import type { DifferenceList } from "./difference-list.js";
import type { RunShape } from "./run-shape.js";
import { counted, outcome, outcomes, quoted, seconds } from "./comparison-words.js";

/** Compares calls that are the same in two runs, and tells of those that only one has. */
export function compareCalls(a: RunShape, b: RunShape, found: DifferenceList): void {
  for (const [key, call] of b.calls) {
    const other = a.calls.get(key);
    if (other) compareCall(other, call, found);
  }
  tellLonely(lonelyOf(b, a), "B", found);
  tellLonely(lonelyOf(a, b), "A", found);
}

/** Calls that `other` lacks, but for those that such calls have made, by function. */
function lonelyOf(run: RunShape, other: RunShape): Map<string, CallShape[]> {
  const lonely = new Set<CallShape>();
  const told: CallShape[] = [];
  for (const [key, call] of run.calls) {
    if (other.calls.has(key)) continue;
    lonely.add(call);
    if (!call.parent || !lonely.has(call.parent)) told.push(call);
  }
  return Map.groupBy(told, ({ tag }) => tag);
}

function tellLonely(lonely: ReadonlyMap<string, readonly CallShape[]>, run: "A" | "B", found: DifferenceList): void {
  for (const [tag, [first, ...others]] of lonely) {
    if (!first) continue;
    const at = run === "B" ? first.at : null;
    const more = others.length === 0 ? "" : `, and ${counted(others.length, "more call")} of ${tag}`;
    found.add("calls", tag, at, `${first.label}${more}: only in ${run}`);
  }
}

function compareCall(a: CallShape, b: CallShape, found: DifferenceList): void {
  const { label, tag, at } = b;
  if (a.inputs.size !== b.inputs.size)
    found.add("calls", tag, at, `${label}: ${counted(a.inputs.size, "input")} in A, ${b.inputs.size} in B`);
  for (const [index, input] of b.inputs) {
    const other = a.inputs.get(index);
    if (other) compareInput(other, input, b.inputs.size === 1 ? label : `${label}, input ${index}`, found);
  }
  const [lengthA, lengthB] = [lengthOf(a), lengthOf(b)];
  if (lengthA !== undefined && lengthB !== undefined && lengthA !== lengthB)
    found.add("durations", tag, at, `${label}: took ${seconds(lengthA)} in A, ${seconds(lengthB)} in B`);
}

/** Virtual milliseconds; `undefined` if it has not ended. */
function lengthOf({ from, inputs }: CallShape): number | undefined {
  let last = from;
  for (const { status, to } of inputs.values()) {
    if (status === undefined) return undefined;
    last = Math.max(last, to);
  }
  return last - from;
}

function compareInput(a: InputShape, b: InputShape, label: string, found: DifferenceList): void {
  const { tag } = b.call;
  const [endA, endB] = [endOf(a), endOf(b)];
  if (endA !== endB) found.add("outcome", tag, b.endedAt, `${label}: ${outcomes(endA, endB)}`);
  const attempts = attemptsText(a, b);
  if (attempts) found.add("attempts", tag, attempts.at, `${label}: ${attempts.text}`);
  if (a.delays.length === b.delays.length && a.delays.some((delay, index) => delay !== b.delays[index]))
    found.add("attempts", tag, b.at, `${label}: retried after ${delaysOf(a)} in A, ${delaysOf(b)} in B`);
  const [coldA, coldB] = [coldStartsOf(a), coldStartsOf(b)];
  if (coldA !== coldB)
    found.add(
      "coldStarts",
      tag,
      b.attempts[0]?.at ?? b.at,
      coldA + coldB === 1
        ? `${label}: begins with a cold start only in ${coldA > 0 ? "A" : "B"}`
        : `${label}: ${counted(coldA, "cold start")} in A, ${coldB} in B`,
    );
  const logs = logsText(a, b);
  if (logs) found.add("logs", tag, logs.at, `${label}: ${logs.text}`);
}

function endOf({ status, attempts }: InputShape): string {
  return outcome(status, status === "SUCCESS" ? undefined : attempts.at(-1)?.error);
}

function coldStartsOf({ attempts }: InputShape): number {
  return attempts.filter(({ isCold }) => isCold).length;
}

function delaysOf({ delays }: InputShape): string {
  return delays.map(seconds).join(", ");
}

/** What differs in the attempts, unless that is all told by how the input has ended. */
function attemptsText(a: InputShape, b: InputShape): { readonly at: number; readonly text: string } | undefined {
  const [countA, countB] = [a.attempts.length, b.attempts.length];
  if (countA !== countB) return { at: b.endedAt, text: `${counted(countA, "attempt")} in A, ${countB} in B` };
  for (const [index, attempt] of b.attempts.entries()) {
    const other = a.attempts[index];
    if (!other || index === countB - 1) return undefined;
    const [endA, endB] = [outcome(other.status, other.error), outcome(attempt.status, attempt.error)];
    if (endA !== endB) return { at: attempt.at, text: `attempt ${index + 1} ${outcomes(endA, endB)}` };
  }
  return undefined;
}

function logsText(a: InputShape, b: InputShape): { readonly at: number; readonly text: string } | undefined {
  const length = Math.max(a.logs.length, b.logs.length);
  for (let index = 0; index < length; index++) {
    const [inA, inB] = [a.logs[index], b.logs[index]];
    if (inA?.text === inB?.text) continue;
    const at = inB?.at ?? b.endedAt;
    const [lineA, lineB] = firstLines(inA?.text ?? "", inB?.text ?? "");
    if (!inA) return { at, text: `wrote ${lineB} only in B` };
    if (!inB) return { at, text: `wrote ${lineA} only in A` };
    return { at, text: `wrote ${lineA} in A, ${lineB} in B` };
  }
  return undefined;
}

/** The first lines of two texts that differ, in quotes. */
function firstLines(a: string, b: string): readonly [string, string] {
  const [linesA, linesB] = [a.split("\n"), b.split("\n")];
  let index = 0;
  while (linesA[index] === linesB[index]) index++;
  return [quoted(linesA[index] ?? ""), quoted(linesB[index] ?? "")];
}
