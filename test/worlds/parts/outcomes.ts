import type { Emulator } from "modal-emulator/emulator";

/** Values, or names of the errors. */
export async function outcomes(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  return (await Promise.allSettled(calls)).map((outcome) =>
    outcome.status === "fulfilled" ? outcome.value : (outcome.reason as globalThis.Error).name,
  );
}

/** Whether every input of the world has ended, and none twice. */
export function endedOnce(world: Emulator): boolean {
  const ended = world.events.of("input.ended").map(({ input }) => input);
  return new Set(ended).size === ended.length && ended.length === world.events.of("input.created").length;
}
