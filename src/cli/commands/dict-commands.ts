import type { CommandLine } from "../parsing/command-line.js";
import { wholeNumberFrom } from "../parsing/whole-number.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";

const NAME = ["<NAME>", "Name of the dict."] as const;

const handlers = (): Promise<typeof import("../resources/dict-handlers.js")> => import("../resources/dict-handlers.js");

/** `dict`. Modal: docs/modal/command-line.md#stored-things. */
export function addDictCommands(program: CommandLine, host: CommandHost): void {
  const group = program.command("dict").description("Manage dicts, and look into them.");
  keptCommand(
    group
      .command("create")
      .description("Create a dict, unless there is one.")
      .argument(...NAME),
    host,
    { writes: true },
    async () => (await handlers()).createDict,
  );
  keptCommand(
    group
      .command("list")
      .description("List dicts.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).listDicts,
  );
  keptCommand(
    group
      .command("get")
      .description("Show the value of a key, which is a string.")
      .argument(...NAME)
      .argument("<KEY>", "Key of the value."),
    host,
    { writes: true }, // an entry that is read is kept longer
    async () => (await handlers()).getValue,
  );
  keptCommand(
    group
      .command("items")
      .description("Show keys and values.")
      .argument(...NAME)
      .argument("[N]", "How many. [default: 20]", wholeNumberFrom(0))
      .option("-a, --all", "All of them.")
      .option("-r, --repr", "Show values as code has them.")
      .option("--json", "Show all of them as JSON."),
    host,
    { writes: false },
    async () => (await handlers()).showItems,
  );
  keptCommand(
    group
      .command("clear")
      .description("Delete all that is in a dict.")
      .argument(...NAME)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).clearDict,
  );
  keptCommand(
    group
      .command("delete")
      .description("Delete a dict with all that is in it.")
      .argument(...NAME)
      .option(...OPTIONS.allowMissing)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).deleteDict,
  );
}
