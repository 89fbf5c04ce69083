import { relative } from "node:path";
import type { Emulator } from "../../emulator/world/emulator.js";

const LOG_TAIL = 20;
const MAX_UNENDED = 10;
/** What begins a line. Those of a log are marked: a stack among them is none of the failure that the log belongs to. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/**
 * What helps to understand a failed test: the seed, what containers wrote last, who is still at work, and how to run it
 * again alike.
 * @param file path of the test's file
 */
export function describeFailure(world: Emulator, testName: string, file?: string): string {
  return `${worldReport(world)}\nRun it again alike: ${againCommand(world.seed, testName, file)}`;
}

/** A command that runs a test in the same way. @param seed left out for worlds that have one of their own */
export function againCommand(seed: number | string | undefined, testName: string, file?: string): string {
  const path = file === undefined ? [] : [quoted(relative(process.cwd(), file))];
  const pattern = quoted(`${testName.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")}$`);
  const command = `npx vitest run ${[...path, "-t", pattern].join(" ")}`;
  return seed === undefined ? command : `MODAL_EMULATOR_SEED=${quoted(String(seed))} ${command}`;
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Where a world is, what its containers wrote last, and who is still at work. */
export function worldReport(world: Emulator): string {
  const { classHints, unended } = world.testEnd;
  const logs = [...world.logs, ...world.logs.underWay({ all: true })];
  const tail = logs
    .slice(-LOG_TAIL)
    .map(
      ({ timestamp, source, message }) =>
        `  ${timestamp.toISOString()} ${source === "stderr" ? "!" : " "} ${message.replaceAll(LINE_END, "\n    | ")}`,
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
          `\`${name}\` in container ${containerId} is at work: its code never waits, or waits for something real, such as a server or a process.`,
      ),
    ...(unended.length === 0
      ? []
      : ["What has not ended:", ...unended.slice(0, MAX_UNENDED).map((line) => `  ${line}`)]),
    ...(unended.length > MAX_UNENDED ? [`  and ${unended.length - MAX_UNENDED} more`] : []),
    ...classHints.map((hint) => `${hint}.`),
  ].join("\n");
}
