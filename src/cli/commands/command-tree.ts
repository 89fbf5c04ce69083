import { version } from "../../checks/package-files.js";
import { UsageError } from "../endings/usage-error.js";
import { CommandLine } from "../parsing/command-line.js";
import { addStateCommands } from "./state-commands.js";
import type { CommandHost } from "../state/command-host.js";
import { addAppCommands } from "./app-commands.js";
import { addContainerCommands } from "./container-group.js";
import { addInitCommand } from "./init-command.js";
import { addLearnGroup } from "./learn-group.js";
import { addMissingCommands } from "./missing-commands.js";
import { addReportCommand } from "./report-command.js";
import { addRunningCommands } from "./running-commands.js";
import { addSecretCommands } from "./secret-commands.js";
import { addDictCommands } from "./dict-commands.js";
import { addEnvironmentCommands } from "./environment-commands.js";
import { addNfsCommands } from "./nfs-commands.js";
import { addQueueCommands } from "./queue-commands.js";
import { addShellCommand } from "./shell-command.js";
import { addVolumeCommands } from "./volume-commands.js";

/** Widest lines of helps where nobody says how wide a terminal is. */
const PLAIN_WIDTH = 100;

/** All commands, as a tree: what they do is loaded when one is carried out. */
export function commandTree(host: CommandHost): CommandLine {
  const { stdout } = host.streams;
  const program = new CommandLine("modal-emulator");
  program
    .description("Runs Modal apps offline, on a virtual clock.")
    .version(`modal-emulator ${version}`, "--version", "Show the version and exit.")
    .helpOption("-h, --help", "Show this and exit.")
    .helpCommand("help [command]", "Show the help of a command.")
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      getOutHelpWidth: () => stdout.columns ?? PLAIN_WIDTH,
      getOutHasColors: () => false,
    });
  addInitCommand(program, host);
  addLearnGroup(program, host);
  addRunningCommands(program, host);
  addReportCommand(program, host);
  addShellCommand(program, host);
  addAppCommands(program, host);
  addContainerCommands(program, host);
  addSecretCommands(program, host);
  addVolumeCommands(program, host);
  addDictCommands(program, host);
  addQueueCommands(program, host);
  addNfsCommands(program, host);
  addEnvironmentCommands(program, host);
  addStateCommands(program, host);
  addMissingCommands(program);
  refuseBareGroups(program);
  return program;
}

/** A group without a command shows what there is, as a mistake. */
function refuseBareGroups(group: CommandLine): void {
  for (const command of group.commands) if (command.commands.length > 0) refuseBareGroups(command as CommandLine);
  if (group.commands.length > 0)
    group
      .usage("[options] <command>")
      .allowExcessArguments()
      .allowUnknownOption()
      .action(() => {
        const [word] = group.args;
        throw word === undefined
          ? new UsageError("Which command?", group.helpInformation().trimEnd())
          : new UsageError(group.noSuchCommand(word), group.calledAs);
      });
}
