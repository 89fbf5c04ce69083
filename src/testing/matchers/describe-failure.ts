import { relative } from "node:path";
import type { Emulator } from "../../emulator/world/emulator.js";

const LOG_TAIL = 20;

/**
 * What helps to understand a failed test: the seed, what containers wrote last, and how to run it again alike.
 * @param file path of the test's file
 */
export function describeFailure(world: Emulator, testName: string, file?: string): string {
  const path = file === undefined ? [] : [quoted(relative(process.cwd(), file))];
  const pattern = quoted(`${testName.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")}$`);
  const command = `npx vitest run ${[...path, "-t", pattern].join(" ")}`;
  return `${worldReport(world)}\nRun it again alike: MODAL_EMULATOR_SEED=${quoted(String(world.seed))} ${command}`;
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Where a world is, and what its containers wrote last. */
export function worldReport(world: Emulator): string {
  const { classHints } = world.testEnd;
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
    ...world
      .busy()
      .map(
        ({ function: name, containerId }) =>
          `\`${name}\` in container ${containerId} runs and has not come back to its event loop: code that never waits holds its thread.`,
      ),
    ...classHints.map((hint) => `${hint}.`),
  ].join("\n");
}
