import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import { functionScale } from "./function-history.js";
import { functionOf, type Result, type Task } from "./matcher.js";
import { worldOf } from "./world-of.js";

export function toHaveScaledTo(task: Task, fn: unknown, containers: number): Result {
  const handle = functionOf("toHaveScaledTo", fn);
  if (!Number.isInteger(containers) || containers < 0)
    throw new InvalidError(`toHaveScaledTo takes a number of containers, not ${describe(containers)}.`);
  const most = functionScale(worldOf(task, "toHaveScaledTo", handle), handle);
  const pass = most === containers;
  return {
    pass,
    message: () =>
      `expected \`${handle.name}\`${pass ? " not" : ""} to have scaled to ${counts(containers)}, but it had ${most === 0 ? "none" : `${counts(most)} at most`}`,
  };
}

function counts(containers: number): string {
  return `${containers} container${containers === 1 ? "" : "s"}`;
}
