import { Option } from "commander";
import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";
import { addMissingCommand } from "./missing-commands.js";

const NAME = ["<NAME>", "Name of the environment."] as const;
const ROLES = "A workspace has no members here but its owner; in a test, `environment.roles` gives roles.";

const handlers = (): Promise<typeof import("../resources/environment-handlers.js")> =>
  import("../resources/environment-handlers.js");

/** `environment`. Modal: docs/modal/command-line.md#stored-things. */
export function addEnvironmentCommands(program: CommandLine, host: CommandHost): void {
  const group = program.command("environment").description("Manage environments.");
  keptCommand(
    group
      .command("list")
      .description("List environments.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).listEnvironments,
  );
  keptCommand(
    group
      .command("create")
      .description("Create an environment.")
      .argument(...NAME)
      .option("--restricted", "Members of the workspace have roles there.")
      .addOption(
        new Option("--default-role <ROLE>", "Role of everybody who has no other.").choices([
          "contributor",
          "viewer",
          "no-access",
        ]),
      )
      .addOption(new Option("--public", "Everybody may come in.").hideHelp()),
    host,
    { writes: true },
    async () => (await handlers()).createEnvironment,
  );
  keptCommand(
    group
      .command("update")
      .description("Give an environment another name.")
      .argument("<CURRENT_NAME>", "Name that it has.")
      .option("--set-name <NAME>", "Name that it gets.")
      .option("--set-web-suffix <SUFFIX>", "Refused: addresses of web functions have none here."),
    host,
    { writes: true },
    async () => (await handlers()).updateEnvironment,
  );
  keptCommand(
    group
      .command("delete")
      .description("Delete an environment with all apps and objects in it.")
      .argument(...NAME)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).deleteEnvironment,
  );
  addMissingCommand(group, "roles", ROLES);
  addMissingCommand(group, "members", ROLES);
  addMissingCommand(group, "billing", "Nothing is paid here; in a test, `world.bill()` says what a run would cost.");
}
