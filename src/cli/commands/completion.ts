import type { CommandLine } from "../parsing/command-line.js";

const NAME = "completion";
/** What the scripts ask, at each press of the key. */
const ASKED = "complete";

/** `completion`: scripts that complete commands and options in a shell. They are made of the tree of commands. */
export async function addCompletion(program: CommandLine, [word]: readonly string[]): Promise<void> {
  if (word !== NAME && word !== ASKED) {
    program
      .command(NAME)
      .description("Show a script that completes commands in a shell: bash, zsh, fish or powershell.")
      .argument("<shell>");
    return;
  }
  const { default: tab } = await import("@bomb.sh/tab/commander");
  tab(program, { completionCommandName: NAME });
}
