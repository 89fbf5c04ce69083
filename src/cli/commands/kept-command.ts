import type { CommandLine } from "../parsing/command-line.js";
import type { CommandContext, StateUse } from "../state/command-context.js";
import type { CommandHost } from "../state/command-host.js";

/**
 * Carries a command out.
 * @param args the arguments as they were declared: a list where several may stand
 * @returns the code that the command ends with, if that is not 0
 */
export type Handler<O, A extends readonly unknown[]> = (
  context: CommandContext,
  options: O,
  ...args: A
) => Promise<number | undefined> | Promise<void>;

type SharedOption = "environment" | "state" | "json" | "yes" | "allowMissing";

/** Options that several commands have: how they are written, and what they do. */
export const OPTIONS: Readonly<Record<SharedOption, readonly [flags: string, description: string]>> = {
  environment: ["-e, --env <NAME>", "Environment to interact with. [default: MODAL_ENVIRONMENT, else main]"],
  state: ["--state <DIR>", "Folder of the kept state. [default: MODAL_EMULATOR_STATE, else .modal-emulator]"],
  json: ["--json", "Show it as JSON."],
  yes: ["-y, --yes", "Do not ask for confirmation."],
  allowMissing: ["--allow-missing", "It is all right if there is none."],
};

/**
 * Makes a command work on the kept state.
 * @param load brings what carries it out, with all that this needs
 */
export function keptCommand<O, A extends readonly unknown[]>(
  command: CommandLine,
  host: CommandHost,
  use: StateUse,
  load: () => Promise<Handler<O, A>>,
): CommandLine {
  command.option(...OPTIONS.environment).option(...OPTIONS.state);
  command.action(() => {
    host.job = async () => {
      const handle = await load();
      await host.act(use, command, async (context) => {
        const code = await handle(context, command.opts() as O, ...(command.processedArgs as unknown as A));
        if (code !== undefined) host.code = code;
      });
    };
  });
  return command;
}
