import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";

/** `secret`. Modal: docs/modal/command-line.md#stored-things. */
export function addSecretCommands(program: CommandLine, host: CommandHost): void {
  const group = program.command("secret").description("Manage secrets.");
  keptCommand(
    group
      .command("list")
      .description("List secrets.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await import("../resources/secret-handlers.js")).listSecrets,
  );
  keptCommand(
    group
      .command("create")
      .description("Create a secret, or replace one.")
      .argument("<NAME>", "Name of the secret.")
      .argument("[KEYVALUES...]", "Its values, as KEY=VALUE.")
      .option("--from-dotenv <FILE>", "Take values from a dotenv file.")
      .option("--from-json <FILE>", "Take values from a JSON file: an object of strings.")
      .option("--force", "Replace the secret if there is one."),
    host,
    { writes: true },
    async () => (await import("../resources/secret-handlers.js")).createSecret,
  );
  keptCommand(
    group
      .command("delete")
      .description("Delete a secret.")
      .argument("<NAME>", "Name of the secret.")
      .option(...OPTIONS.allowMissing)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await import("../resources/secret-handlers.js")).deleteSecret,
  );
}
