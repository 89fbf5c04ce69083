import { Option } from "commander";
import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";
import { addMissingCommand } from "./missing-commands.js";

const NAME = ["<NAME>", "Name of the environment."] as const;
const ROLES = ["contributor", "viewer", "no-access"];

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
      .addOption(new Option("--default-role <ROLE>", "Role of everybody who has no other.").choices(ROLES))
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
  addRoleCommands(group.command("roles").description("Manage who may do what in an environment."), host);
  addMissingCommand(group, "members", "Modal has `environment roles` instead.");
  addMissingCommand(group, "billing", "Nothing is paid here; in a test, `world.bill()` says what a run would cost.");
}

function addRoleCommands(group: CommandLine, host: CommandHost): void {
  keptCommand(
    group
      .command("list")
      .description("List the roles of all who are in the workspace.")
      .argument("<ENVIRONMENT>", "Name of the environment.")
      .option("--exclude-default", "Without those who have the environment's default role.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).listRoles,
  );
  keptCommand(
    group
      .command("update")
      .description("Give somebody a role in an environment that was created with --restricted.")
      .argument("<ENVIRONMENT>", "Name of the environment.")
      .argument("<PRINCIPAL>", "Name of who gets it.")
      .addOption(new Option("--role <ROLE>", "The role.").choices(ROLES).makeOptionMandatory())
      .option("--service-user", "It is the name of a service user."),
    host,
    { writes: true },
    async () => (await handlers()).updateRole,
  );
}
