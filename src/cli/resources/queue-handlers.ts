import { Queue } from "../../api/storage/queue.js";
import { UsageError } from "../endings/usage-error.js";
import { show } from "../showing/table.js";
import { valueText } from "../showing/value-text.js";
import type { CommandContext } from "../state/command-context.js";

/** Sizes beyond are told as more than this. */
const LARGEST = 100_000;

const LEN = "Usage: modal-emulator queue len [options] <NAME>";
const CLEAR = "Usage: modal-emulator queue clear [options] <NAME>";

interface Partition {
  readonly partition?: string;
}

/** `queue create` */
export async function createQueue({ streams }: CommandContext, _: object, name: string): Promise<void> {
  await Queue.fromName(name, { createIfMissing: true }).hydrate();
  streams.stdout.write(`There is a queue '${name}'.\n`);
}

/** `queue list` */
export async function listQueues({ streams, world }: CommandContext, { json }: { json?: true }): Promise<void> {
  const queues = await Queue.objects.list();
  const rows = await Promise.all(
    queues.map(async (queue) => {
      const { name, createdAt, createdBy } = await queue.info();
      const object = { kind: "id", id: queue.queueId } as const;
      const { partitions, total } = await world.session.backend.send("queue.sizes", { object });
      return [name, createdAt, createdBy, String(partitions), total > LARGEST ? `>${LARGEST}` : String(total)];
    }),
  );
  const columns = ["Name", "Created at", "Created by", "Partitions", "Total size"];
  await show(streams.stdout, { columns, rows }, json === true);
}

/** `queue peek` */
export async function peekQueue(
  { streams }: CommandContext,
  { partition }: Partition,
  name: string,
  n = 1,
): Promise<void> {
  let left = n;
  for await (const item of Queue.fromName(name).iterate(partition === undefined ? {} : { partition })) {
    streams.stdout.write(`${valueText(item)}\n`);
    if (--left === 0) return;
  }
}

/** `queue len` */
export async function queueLength(
  { streams }: CommandContext,
  { partition, total }: Partition & { total?: true },
  name: string,
): Promise<void> {
  if (partition !== undefined && total) throw new UsageError("Give --partition or --total, not both.", LEN);
  const count = await Queue.fromName(name).len({
    ...(partition !== undefined && { partition }),
    total: total === true,
  });
  streams.stdout.write(`${count}\n`);
}

/** `queue clear` */
export async function clearQueue(
  { streams, confirm }: CommandContext,
  { partition, all, yes }: Partition & { all?: true; yes?: true },
  name: string,
): Promise<void> {
  if (partition !== undefined && all) throw new UsageError("Give --partition or --all, not both.", CLEAR);
  const queue = await Queue.fromName(name).hydrate();
  if (!yes) await confirm(`Are you sure you want to irrevocably delete the contents of the queue '${name}'?`);
  await queue.clear({ ...(partition !== undefined && { partition }), all: all === true });
  streams.stdout.write(`Cleared queue '${name}'.\n`);
}

/** `queue delete` */
export async function deleteQueue(
  { streams, confirm }: CommandContext,
  { allowMissing, yes }: { allowMissing?: true; yes?: true },
  name: string,
): Promise<void> {
  if (!yes) await confirm(`Are you sure you want to irrevocably delete the queue '${name}'?`);
  await Queue.objects.delete(name, { allowMissing: allowMissing === true });
  streams.stdout.write(`Deleted queue '${name}'.\n`);
}
