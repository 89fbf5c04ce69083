import type { Emulator } from "../../emulator/world/emulator.js";

const LOG_TAIL = 20;

/** What helps to understand a failed test: the seed, what containers wrote last, and how to run it again alike. */
export function describeFailure(world: Emulator, testName: string): string {
  return `${worldReport(world)}\nRun it again alike: MODAL_EMULATOR_SEED=${world.seed} npx vitest run -t ${JSON.stringify(testName)}`;
}

/** Where a world is, and what its containers wrote last. */
export function worldReport(world: Emulator): string {
  const logs = [...world.logs];
  const tail = logs
    .slice(-LOG_TAIL)
    .map(
      ({ timestamp, source, message }) =>
        `  ${timestamp.toISOString()} ${source === "stderr" ? "!" : " "} ${message.replaceAll("\n", "\n    ")}`,
    );
  const heading =
    logs.length > LOG_TAIL
      ? `the last ${LOG_TAIL} of ${logs.length} log entries:`
      : logs.length > 0
        ? "logs of its containers:"
        : "its containers logged nothing.";
  return [
    `modal-emulator: seed ${world.seed}, ${world.events.length} events, virtual time ${new Date(world.clock.now()).toISOString()}; ${heading}`,
    ...tail,
  ].join("\n");
}
