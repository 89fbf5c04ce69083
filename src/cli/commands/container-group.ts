import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";
import { logOptions } from "./app-commands.js";
import { keptCommand, OPTIONS } from "./kept-command.js";

const CONTAINER = ["<CONTAINER_ID>", "Id of the container, or of its sandbox."] as const;

const handlers = (): Promise<typeof import("../containers/container-handlers.js")> =>
  import("../containers/container-handlers.js");

/** `container`: those of what is served. Modal: docs/modal/command-line.md#stored-things. */
export function addContainerCommands(program: CommandLine, host: CommandHost): void {
  const group = program
    .command("container")
    .enablePositionalOptions()
    .description("Manage containers: they run while `modal-emulator serve` does.");
  keptCommand(
    group
      .command("list")
      .description("List containers that run now.")
      .option("--app-id <ID>", "Only those of this app.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).listContainers,
  );
  keptCommand(
    logOptions(group.command("logs").description("Show what a container has written."))
      .argument(...CONTAINER)
      .option("-f, --follow", "Show what it writes from now on.")
      .option("--all", "All lines that are kept."),
    host,
    { writes: false },
    async () => (await handlers()).containerLogs,
  );
  keptCommand(
    group
      .command("exec")
      .description("Run a command in a container of a sandbox. It gets no input.")
      .argument(...CONTAINER)
      .argument("<COMMAND...>", "A program and its arguments.")
      .option("--pty", "Is taken, and changes nothing.")
      .option("--no-pty", "The same.")
      .passThroughOptions(),
    host,
    { writes: false },
    async () => (await handlers()).execInContainer,
  );
  keptCommand(
    group
      .command("stop")
      .description("Stop a container: what it does is interrupted, and done again by others.")
      .argument(...CONTAINER)
      .option("--graceful", "When it has done its inputs.")
      .option(...OPTIONS.yes),
    host,
    { writes: false },
    async () => (await handlers()).stopContainer,
  );
}
