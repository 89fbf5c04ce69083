import { isDeepStrictEqual } from "node:util";
import { toInstant } from "../../emulator/world/duration.js";
import { functionFires } from "./function-history.js";
import { functionOf, type Result, type Task } from "./matcher.js";
import { worldOf } from "./world-of.js";

/** A moment of virtual time. Texts are ISO 8601, UTC unless they say otherwise. */
export type Moment = Date | string | number;

export function toHaveFiredAt(task: Task, fn: unknown, expected: Moment | readonly Moment[]): Result {
  const handle = functionOf("toHaveFiredAt", fn);
  const fires = functionFires(worldOf(task, "toHaveFiredAt", handle), handle);
  const wanted = isList(expected) ? expected.map(toInstant) : toInstant(expected);
  const pass = typeof wanted === "number" ? fires.includes(wanted) : isDeepStrictEqual([...fires], wanted);
  const text =
    typeof wanted === "number"
      ? moment(wanted)
      : wanted.length === 0
        ? "no time"
        : `${moments(wanted)}, and at no other time`;
  return {
    pass,
    message: () =>
      `expected the schedule of \`${handle.name}\`${pass ? " not" : ""} to have fired at ${text}, but it fired ${fires.length === 0 ? "never" : `at ${moments(fires)}`}`,
  };
}

const SHOWN = 10;

function moments(all: readonly number[]): string {
  const shown = all.slice(0, SHOWN).map(moment).join(", ");
  return all.length > SHOWN ? `${shown} and ${all.length - SHOWN} more times` : shown;
}

function moment(at: number): string {
  return new Date(at).toISOString();
}

function isList(expected: Moment | readonly Moment[]): expected is readonly Moment[] {
  return Array.isArray(expected);
}
