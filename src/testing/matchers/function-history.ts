import type { AnyFunction } from "../../api/types/function-types.js";
import type { Emulator } from "../../emulator/world/emulator.js";
import type { InputSummary } from "../../emulator/world/world-records.js";

/** How many inputs of a function ran in a world: at least one attempt each, in a container or in a mock. */
export function functionRuns(world: Emulator, fn: AnyFunction): number {
  return functionInputs(world, fn).filter(({ attempts }) => attempts > 0).length;
}

/**
 * The delays before each retry of a function's inputs in a world, in milliseconds of virtual time, in the order they
 * were decided.
 */
export function functionRetries(world: Emulator, fn: AnyFunction): readonly number[] {
  const inputs = new Set(functionInputs(world, fn).map(({ inputId }) => inputId));
  return world.events
    .of("input.retry")
    .filter(({ input }) => inputs.has(input))
    .map(({ delayMs }) => delayMs);
}

/** The inputs of a function in a world that have failed for good; those that were cancelled are none of them. */
export function functionFailures(world: Emulator, fn: AnyFunction): readonly InputSummary[] {
  return functionInputs(world, fn).filter(
    ({ status }) => status !== null && status !== "SUCCESS" && status !== "TERMINATED",
  );
}

/** The inputs of a function in a world, with what they came to. */
export function functionInputs(world: Emulator, fn: AnyFunction): readonly InputSummary[] {
  return world.calls(fn).flatMap(({ inputs }) => inputs);
}

/** How many attempts at a function's inputs in a world exceeded their time limit. */
export function functionTimeouts(world: Emulator, fn: AnyFunction): number {
  const inputs = new Set(functionInputs(world, fn).map(({ inputId }) => inputId));
  return world.events.of("attempt.ended").filter(({ input, status }) => status === "TIMEOUT" && inputs.has(input))
    .length;
}

/** The most containers that a function has had at once in a world. */
export function functionScale(world: Emulator, fn: AnyFunction): number {
  const own = new Set(world.containers(fn).map(({ containerId }) => containerId));
  let [alive, most] = [0, 0];
  for (const event of world.events) {
    if ((event.type !== "container.created" && event.type !== "container.stopped") || !own.has(event.container))
      continue;
    alive += event.type === "container.created" ? 1 : -1;
    most = Math.max(most, alive);
  }
  return most;
}

/** When a function's schedule has fired in a world, in epoch milliseconds. */
export function functionFires(world: Emulator, fn: AnyFunction): readonly number[] {
  const own = new Set(world.calls(fn).map(({ callId }) => callId));
  return world.events
    .of("call.created")
    .filter(({ call, kind }) => kind === "schedule" && own.has(call))
    .map(({ at }) => at);
}
