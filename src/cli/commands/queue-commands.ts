import type { CommandLine } from "../parsing/command-line.js";
import { wholeNumberFrom } from "../parsing/whole-number.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";

const NAME = ["<NAME>", "Name of the queue."] as const;
const PARTITION = ["-p, --partition <PARTITION>", "Of this partition. [default: the one without a name]"] as const;

const handlers = (): Promise<typeof import("../resources/queue-handlers.js")> =>
  import("../resources/queue-handlers.js");

/** `queue`. Modal: docs/modal/command-line.md#stored-things. */
export function addQueueCommands(program: CommandLine, host: CommandHost): void {
  const group = program.command("queue").description("Manage queues, and look into them.");
  keptCommand(
    group
      .command("create")
      .description("Create a queue, unless there is one.")
      .argument(...NAME),
    host,
    { writes: true },
    async () => (await handlers()).createQueue,
  );
  keptCommand(
    group
      .command("list")
      .description("List queues.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).listQueues,
  );
  keptCommand(
    group
      .command("peek")
      .description("Show the next items, and leave them.")
      .argument(...NAME)
      .argument("[N]", "How many. [default: 1]", wholeNumberFrom(1))
      .option(...PARTITION),
    host,
    { writes: false },
    async () => (await handlers()).peekQueue,
  );
  keptCommand(
    group
      .command("len")
      .description("Show how many items there are.")
      .argument(...NAME)
      .option(...PARTITION)
      .option("-t, --total", "Of all partitions."),
    host,
    { writes: false },
    async () => (await handlers()).queueLength,
  );
  keptCommand(
    group
      .command("clear")
      .description("Delete the items of a queue.")
      .argument(...NAME)
      .option(...PARTITION)
      .option("-a, --all", "Of all partitions.")
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).clearQueue,
  );
  keptCommand(
    group
      .command("delete")
      .description("Delete a queue with all its items.")
      .argument(...NAME)
      .option(...OPTIONS.allowMissing)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).deleteQueue,
  );
}
