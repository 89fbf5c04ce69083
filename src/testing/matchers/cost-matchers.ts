import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { RateOptions } from "../../emulator/bill/rate-card.js";
import { Emulator } from "../../emulator/world/emulator.js";
import { functionOf, type Result, type Task } from "./matcher.js";
import { worldOf } from "./world-of.js";

export interface CostExpectation {
  /** Prices that differ from those of the built-in card. */
  rates?: RateOptions;
}

export function toCostLessThan(task: Task, received: unknown, dollars: number, options: CostExpectation = {}): Result {
  checkOptions("toCostLessThan", options, ["rates"]);
  if (!Number.isFinite(dollars) || dollars < 0)
    throw new InvalidError(`toCostLessThan takes an amount of US dollars, not ${describe(dollars)}.`);
  const fn = received instanceof Emulator ? undefined : functionOf("toCostLessThan", received);
  const world = fn ? worldOf(task, "toCostLessThan", fn) : (received as Emulator);
  const bill = world.bill(fn, options);
  const pass = bill.total.total < dollars;
  return {
    pass,
    message: () =>
      `expected ${fn ? `\`${fn.name}\`` : "the world"}${pass ? " not" : ""} to cost less than $${dollars}, but it cost $${bill.total.total.toFixed(6)}:\n${String(bill)}`,
  };
}
