import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";

const handlers = (): Promise<typeof import("../state/state-handlers.js")> => import("../state/state-handlers.js");

/** `state`: what commands share. */
export function addStateCommands(program: CommandLine, host: CommandHost): void {
  const group = program.command("state").description("Manage what commands keep.");
  keptCommand(
    group
      .command("show")
      .description("Show what is kept, and where.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).showState,
  );
  const reset = group
    .command("reset")
    .description("Delete what is kept, also if it is damaged.")
    .option(...OPTIONS.state)
    .option(...OPTIONS.yes);
  reset.action(() => {
    host.job = async () => {
      const { resetKept } = await import("../state/reset-kept.js");
      await resetKept(host, reset.opts());
    };
  });
  keptCommand(
    group
      .command("export")
      .description(
        "Write what is kept into a directory, for another machine or for `world.import(directory)` of a test.",
      )
      .argument("<DIR>", "New, empty, or with an earlier export."),
    host,
    { writes: false },
    async () => (await handlers()).exportState,
  );
  keptCommand(
    group
      .command("import")
      .description("Replace what is kept by an export.")
      .argument("<DIR>", "What `state export` or `world.export(directory)` has written.")
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).importState,
  );
}
