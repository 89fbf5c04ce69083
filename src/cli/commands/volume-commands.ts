import { Option } from "commander";
import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";
import { addMissingCommand } from "./missing-commands.js";

const NAME = ["<NAME>", "Name of the volume."] as const;

const volumes = (): Promise<typeof import("../resources/volume-handlers.js")> =>
  import("../resources/volume-handlers.js");

const files = (): Promise<typeof import("../resources/volume-file-handlers.js")> =>
  import("../resources/volume-file-handlers.js");

/** `volume`. Modal: docs/modal/command-line.md#stored-things. */
export function addVolumeCommands(program: CommandLine, host: CommandHost): void {
  const group = program.command("volume").description("Manage volumes, and the files in them.");
  keptCommand(
    group
      .command("create")
      .description("Create a volume.")
      .argument(...NAME)
      .addOption(new Option("--version <VERSION>", "Generation of its file system. [default: 1]").choices(["1", "2"])),
    host,
    { writes: true },
    async () => (await volumes()).createVolume,
  );
  keptCommand(
    group
      .command("list")
      .description("List volumes.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await volumes()).listVolumes,
  );
  addFileCommands(group, host);
  keptCommand(
    group
      .command("rename")
      .description("Give a volume another name.")
      .argument("<OLD_NAME>", "Name that it has.")
      .argument("<NEW_NAME>", "Name that it gets.")
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await volumes()).renameVolume,
  );
  keptCommand(
    group
      .command("delete")
      .description("Delete a volume with all its files.")
      .argument(...NAME)
      .option(...OPTIONS.allowMissing)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await volumes()).deleteVolume,
  );
  addMissingCommand(group, "dashboard", "`modal-emulator volume ls` lists the files of a volume.");
}

function addFileCommands(group: CommandLine, host: CommandHost): void {
  keptCommand(
    group
      .command("ls")
      .description("List the files and directories of a directory.")
      .argument(...NAME)
      .argument("[PATH]", "Directory in the volume. [default: /]")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await files()).listVolumeFiles,
  );
  keptCommand(
    group
      .command("get")
      .description("Download a file, or a directory with all that is below it.")
      .argument(...NAME)
      .argument("<REMOTE_PATH>", "File or directory in the volume.")
      .argument("[LOCAL_DESTINATION]", "Where to: a directory, the name of a file, or - for stdout. [default: .]")
      .option("--force", "Overwrite files that exist."),
    host,
    { writes: false },
    async () => (await files()).getVolumeFiles,
  );
  keptCommand(
    group
      .command("put")
      .description("Upload a file, or a directory with all that is below it.")
      .argument(...NAME)
      .argument("<LOCAL_PATH>", "File or directory.")
      .argument("[REMOTE_PATH]", "Where to; if it ends with a slash, under its own name in there. [default: /]")
      .option("-f, --force", "Overwrite files that exist."),
    host,
    { writes: true },
    async () => (await files()).putVolumeFiles,
  );
  keptCommand(
    group
      .command("cp")
      .description("Copy files within a volume: one to a path, or several into a directory.")
      .argument(...NAME)
      .argument("<PATHS...>", "What to copy, and last where to.")
      .option("-r, --recursive", "Copy directories with all that is below them; the volume needs version 2."),
    host,
    { writes: true },
    async () => (await files()).copyVolumeFiles,
  );
  keptCommand(
    group
      .command("rm")
      .description("Delete a file or directory of a volume.")
      .argument(...NAME)
      .argument("<REMOTE_PATH>", "File or directory in the volume.")
      .option("-r, --recursive", "Delete a directory with all that is below it."),
    host,
    { writes: true },
    async () => (await files()).removeVolumeFile,
  );
}
