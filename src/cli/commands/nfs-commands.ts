import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";

const NAME = ["<NAME>", "Name of the file system."] as const;

const handlers = (): Promise<typeof import("../resources/nfs-handlers.js")> => import("../resources/nfs-handlers.js");

/** `nfs`, which Modal keeps for old apps. Modal: docs/modal/command-line.md#stored-things. */
export function addNfsCommands(program: CommandLine, host: CommandHost): void {
  const group = program.command("nfs", { hidden: true }).description("Manage network file systems.");
  keptCommand(
    group
      .command("create")
      .description("Create a network file system, unless there is one.")
      .argument(...NAME),
    host,
    { writes: true },
    async () => (await handlers()).createNfs,
  );
  keptCommand(
    group
      .command("list")
      .description("List network file systems.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).listNfs,
  );
  keptCommand(
    group
      .command("ls")
      .description("List the files and directories of a directory.")
      .argument(...NAME)
      .argument("[PATH]", "Directory, or a glob such as /logs/*.txt. [default: /]"),
    host,
    { writes: false },
    async () => (await handlers()).listNfsFiles,
  );
  keptCommand(
    group
      .command("get")
      .description("Download a file, a directory with all that is below it, or what a glob matches.")
      .argument(...NAME)
      .argument("<REMOTE_PATH>", "File, directory, or a glob such as **.")
      .argument("[LOCAL_DESTINATION]", "Where to: a directory, the name of a file, or - for stdout. [default: .]")
      .option("--force", "Overwrite files that exist."),
    host,
    { writes: false },
    async () => (await handlers()).getNfsFiles,
  );
  keptCommand(
    group
      .command("put")
      .description("Upload a file, or a directory with all that is below it; what exists is overwritten.")
      .argument(...NAME)
      .argument("<LOCAL_PATH>", "File or directory.")
      .argument("[REMOTE_PATH]", "Where to; if it ends with a slash, under its own name in there. [default: /]"),
    host,
    { writes: true },
    async () => (await handlers()).putNfsFiles,
  );
  keptCommand(
    group
      .command("rm")
      .description("Delete a file or directory.")
      .argument(...NAME)
      .argument("<REMOTE_PATH>", "File or directory in the file system.")
      .option("-r, --recursive", "Delete a directory with all that is below it."),
    host,
    { writes: true },
    async () => (await handlers()).removeNfsFile,
  );
  keptCommand(
    group
      .command("delete")
      .description("Delete a network file system with all its files.")
      .argument(...NAME)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).deleteNfs,
  );
}
