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
  launch: "Write an app, and `modal-emulator run` it.",
  profile: "No account is needed, so there are no profiles.",
  setup: "No account is needed.",
  skills: "Agents read docs/ of this package.",
  token: "No account is needed.",
  workspace: "The workspace of a world is an option of tests: `Emulator.start({ workspace })`.",
};

/** Modal's commands that make no sense offline: each says why. */
export function addMissingCommands(program: CommandLine): void {
  for (const [name, why] of Object.entries(NOT_OFFLINE)) {
    const command = program
      .command(name, { hidden: true })
      .description(why)
      .argument("[words...]")
      .allowUnknownOption();
    command.action(() => {
      throw new UsageError(`There is no command \`${name}\` offline. ${why}`, program.calledAs);
    });
  }
}
