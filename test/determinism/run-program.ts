import { Emulator, type FaultPlan, type WorldEvent } from "modal-emulator/emulator";
import { app, FUNCTIONS } from "./interpreter.js";
import type { Program } from "./program.js";

export interface ProgramRun {
  readonly events: readonly WorldEvent[];
  readonly results: readonly unknown[];
}

/** Runs programs side by side in a world of their own, as far as they go by themselves. */
export async function runPrograms(
  programs: readonly Program[],
  options: { seed: number; threads: number; faults?: FaultPlan },
): Promise<ProgramRun> {
  await using world = await Emulator.start(options);
  const results = await world.run(app, async () => {
    const outcomes = await Promise.allSettled(programs.map((program) => FUNCTIONS.wide.remote(program)));
    await world.clock.runUntilIdle();
    return outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : String(outcome.reason)));
  });
  return { events: [...world.events], results };
}
