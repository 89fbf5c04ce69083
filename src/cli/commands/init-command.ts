import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";

/** `init`, which Modal's command line calls `bootstrap`. */
export function addInitCommand(program: CommandLine, host: CommandHost): void {
  const init = program
    .command("init")
    .summary("Make a project: an app with its test.")
    .description(
      "Writes app.ts with its test, package.json, tsconfig.json, .gitignore, README.md and a workflow for GitHub.",
    )
    .argument("[DIR]", "Where to; made if it is not there. [default: here]")
    .option("--force", "Replace files that are there.");
  init.action((directory: string | undefined) => {
    host.job = async () => {
      const { init: carryOut } = await import("../starting/init.js");
      await carryOut(host, init.opts(), directory);
    };
  });
}
