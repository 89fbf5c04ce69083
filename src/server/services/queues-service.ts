import { decodeValue } from "../../api/session/values.js";
import { queueItem } from "../../api/storage/queue-options.js";
import { checkObjectName, checkPartition } from "../../checks/names.js";
import { InvalidError, QueueEmptyError } from "../../contract/errors.js";
import type { IdentifiedObject } from "../../contract/stored-objects.js";
import type { Wire } from "../../contract/wire.js";
import { pickle } from "../values/pickle.js";
import { unpickle } from "../values/unpickle.js";
import { deleteById, getOrCreate, heartbeat } from "./get-or-create.js";
import type { Service } from "./service.js";
import { millisecondsIn } from "../values/timestamps.js";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
/** A poll takes this long at least, in milliseconds: a client that asks again until time has passed comes to an end. */
const SHORTEST_POLL_MS = 1;

/** Queues; values are pickled on the way. */
export const queues: Service = (session, polls) => {
  const { backend } = session;
  return {
    queueGetOrCreate: async (request) => {
      if (request.deploymentName !== "") checkObjectName("Queue", request.deploymentName);
      const { objectId: queueId } = await getOrCreate(session, "Queue", request);
      return { queueId, metadata: { name: request.deploymentName } };
    },
    queueHeartbeat: ({ queueId }) => heartbeat(session, "Queue", queueId),
    queueDelete: ({ queueId }) => deleteById(session, "Queue", queueId),
    queuePut: async ({ queueId, values, partitionKey, partitionTtlSeconds }) => {
      const items = values.map((value, index) => queueItem("Queue.put", unpickle(value), `values[${index}]`));
      await backend.send("queue.put", {
        ...subjectOf(queueId),
        ...partitionOf(partitionKey),
        items,
        block: false,
        ...(partitionTtlSeconds > 0 && { partitionTtlMs: partitionTtlSeconds * 1000 }),
      });
      return {};
    },
    queueGet: async ({ queueId, partitionKey, timeout, nValues }) => {
      if (nValues < 1) throw new InvalidError(`A queue gives 1 value or more, not ${nValues}.`);
      const wait = { timeoutMs: Math.max(millisecondsIn(timeout), SHORTEST_POLL_MS), n: nValues };
      const command = { ...subjectOf(queueId), ...partitionOf(partitionKey), ...wait };
      const items = await polls.ask(`${queueId} ${command.partition}`, timeout, async (how) => {
        try {
          return (await backend.send("queue.get", command, how)).items;
        } catch (error) {
          if (error instanceof QueueEmptyError) return undefined;
          throw error;
        }
      });
      return { values: items?.map(pickled) };
    },
    queueLen: async ({ queueId, partitionKey, total }) => ({
      len: await backend.send("queue.len", { ...subjectOf(queueId), ...partitionOf(partitionKey), total }),
    }),
    queueClear: async ({ queueId, partitionKey, allPartitions }) => {
      await backend.send("queue.clear", { ...subjectOf(queueId), ...partitionOf(partitionKey), all: allPartitions });
      return {};
    },
    queueNextItems: async ({ queueId, partitionKey, lastEntryId, itemPollTimeout }) => {
      const { items, next } = await backend.send("queue.peek", {
        ...subjectOf(queueId),
        ...partitionOf(partitionKey),
        after: lastEntryId === "" ? 0 : Number(lastEntryId),
        timeoutMs: Math.max(millisecondsIn(itemPollTimeout), SHORTEST_POLL_MS),
      });
      const first = next - items.length;
      return { items: items.map((item, index) => ({ value: pickled(item), entryId: String(first + index + 1) })) };
    },
  };
};

function pickled(item: Wire): Uint8Array {
  return pickle(decodeValue(item));
}

/** @throws InvalidError for what is no text, or too long */
function partitionOf(key: Uint8Array): { partition?: string } {
  if (key.length === 0) return {};
  const partition = UTF8.decode(key);
  checkPartition(partition);
  return { partition };
}

function subjectOf(queueId: string): { readonly object: IdentifiedObject } {
  return { object: { kind: "id", id: queueId } };
}
