import { UsageError } from "../endings/usage-error.js";
import { addOptions, optionValues } from "../parsing/add-options.js";
import type { CommandLine } from "../parsing/command-line.js";
import { SHELL_NOTES, SHELL_SPECS, SHELL_USAGE, shellOptions } from "../shells/shell-command-options.js";
import type { CommandHost } from "../state/command-host.js";

/** `shell`. Modal: docs/modal/command-line.md#deploy-serve-shell. */
export function addShellCommand(program: CommandLine, host: CommandHost): void {
  const shell = program
    .command("shell")
    .summary("Open a shell in a sandbox.")
    .description(
      "Opens a shell in a sandbox in memory, or runs one command there. It has the kept volumes and secrets, and what it changes in volumes is kept.",
    )
    .argument("[REF]", "file.ts::name of a function, or the id of a container or sandbox of what is served")
    .addHelpText("after", `\n${SHELL_NOTES}`);
  addOptions(shell, SHELL_SPECS).action((reference: string | undefined) => {
    const options = shellOptions(optionValues(shell, SHELL_SPECS));
    host.job = async () => {
      if (reference === undefined || !/^(?:ta|sb)-/.test(reference)) {
        const { shell: carryOut } = await import("../shells/open-shell.js");
        host.code = await carryOut(options, reference, host);
        return;
      }
      const { cmd } = options;
      if (cmd === undefined)
        throw new UsageError(`What is served takes one command at a time: give \`--cmd\`.`, SHELL_USAGE);
      if (options.isStateless) throw new UsageError("--no-state: what is served is kept.", SHELL_USAGE);
      const { execInContainer } = await import("../containers/container-handlers.js");
      await host.act({ writes: false }, shell, async (context) => {
        host.code = await execInContainer(context, {}, reference, ["bash", "-c", cmd]);
      });
    };
  });
}
