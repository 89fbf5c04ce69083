import type { AnyFunction } from "../api/function-types.js";
import type { Emulator } from "../emulator/world.js";

/** How many inputs of a function ran in a world: at least one attempt each, in a container or in a mock. */
export function functionRuns(world: Emulator, fn: AnyFunction): number {
  return inputsOf(world, fn).filter(({ attempts }) => attempts > 0).length;
}

/** The delays before each retry of a function's inputs in a world, in milliseconds of virtual time, in the order they were decided. */
export function functionRetries(world: Emulator, fn: AnyFunction): readonly number[] {
  const inputs = new Set(inputsOf(world, fn).map(({ inputId }) => inputId));
  return world.events.of("input.retry").filter(({ input }) => inputs.has(input)).map(({ delayMs }) => delayMs);
}

function inputsOf(world: Emulator, fn: AnyFunction): readonly { inputId: string; attempts: number }[] {
  return world.calls(fn).flatMap(({ inputs }) => inputs);
}
