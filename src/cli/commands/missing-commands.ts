import { UsageError } from "../endings/usage-error.js";
import type { CommandLine } from "../parsing/command-line.js";

/** Modal's commands about what is not there offline. */
const NOT_OFFLINE: Readonly<Record<string, string>> = {
  billing: "Nothing is paid here; in a test, `world.bill()` says what a run would cost.",
  bootstrap: "`modal-emulator init` makes an app.",
  changelog: "That of this package is CHANGELOG.md.",
  cluster: "There are no clusters of machines here.",
  config: "There is nothing to configure: options and environment variables say it all.",
  curl: "What is served is asked by `curl` itself: `modal-emulator serve` says at which address.",
  dashboard: "There is no dashboard here.",
  endpoint: "There are no models to serve here.",
  image:
    "Images are of the world that builds them: in a test, `image.publish` names one, and `image.logs` tells of its build.",
  launch: "Write an app, and `modal-emulator run` it.",
  profile: "No account is needed, so there are no profiles.",
  setup: "No account is needed.",
  skills: "Agents read docs/ of this package.",
  token: "No account is needed.",
  workspace: "The workspace of a world is an option of tests: `Emulator.start({ workspace })`.",
};

/** Modal's commands that make no sense offline: each says why. */
export function addMissingCommands(program: CommandLine): void {
  for (const [name, why] of Object.entries(NOT_OFFLINE)) addMissingCommand(program, name, why);
}

/** A command, or a group of some, that is not there offline. @param why in a sentence, with what to do instead */
export function addMissingCommand(group: CommandLine, name: string, why: string): void {
  const command = group.command(name, { hidden: true }).description(why).argument("[words...]").allowUnknownOption();
  command.action(() => {
    throw new UsageError(`There is no command \`${pathOf(command)}\` offline. ${why}`, group.calledAs);
  });
}

/** Its words, without that of the program. */
function pathOf(command: CommandLine): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent as CommandLine)} ${command.name()}` : command.name();
}
