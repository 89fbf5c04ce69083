import { App, Dict, Queue } from "modal-emulator";
import { setTimeout as sleep } from "node:timers/promises";

/** What one input does with the queue and the dict that all share. */
export type StorageStep =
  | { readonly kind: "sleep"; readonly ms: number }
  | {
      readonly kind: "put";
      readonly items: number;
      readonly partition: string;
      readonly timeoutMs: number;
      readonly large: boolean;
    }
  | { readonly kind: "get"; readonly n: number; readonly partition: string; readonly timeoutMs: number }
  | { readonly kind: "look"; readonly partition: string; readonly ms: number }
  | { readonly kind: "count"; readonly key: string }
  | { readonly kind: "take"; readonly key: string }
  | { readonly kind: "list" }
  | { readonly kind: "exit" };

export const app = new App("storage-interpreter");

const FULL = 4990;

/** The items that it got, and what the dict said, with times. */
async function interpret(name: string, steps: readonly StorageStep[]): Promise<unknown[]> {
  const queue = Queue.fromName("shared", { createIfMissing: true });
  const dict = Dict.fromName<number, string>("shared", { createIfMissing: true });
  const results: unknown[] = [];
  for (const [at, step] of steps.entries())
    results.push([
      await perform(step, `${name}.${at}`, queue, dict).catch((error: unknown) => String(error)),
      Date.now(),
    ]);
  return results;
}

async function perform(step: StorageStep, mark: string, queue: Queue, dict: Dict<number, string>): Promise<unknown> {
  switch (step.kind) {
    case "sleep":
      return sleep(step.ms);
    case "put": {
      const { partition, timeoutMs } = step;
      const items = Array.from({ length: step.items }, (_, index) =>
        step.large ? { mark, bytes: new Uint8Array(70_000).fill(index) } : `${mark}.${index}`,
      );
      return queue.putMany(items, { partition, timeoutMs });
    }
    case "get":
      return (await queue.getMany(step.n, { partition: step.partition, timeoutMs: step.timeoutMs }))
        .slice(0, 20)
        .map(short);
    case "look": {
      const seen: unknown[] = [];
      for await (const item of queue.iterate({ partition: step.partition, itemPollTimeoutMs: step.ms }))
        if (seen.push(short(item)) === 20) break;
      return seen;
    }
    case "count": {
      const before = await dict.get(step.key, 0);
      return dict.put(step.key, before + 1);
    }
    case "take":
      return dict.pop(step.key);
    case "list":
      return Array.fromAsync(dict.items());
    case "exit":
      return process.exit(1);
  }
}

function short(item: unknown): unknown {
  return typeof item === "object" && item !== null && "bytes" in item
    ? `${JSON.stringify(item).length} characters`
    : item;
}

export const run = app.function({ timeoutMs: 20_000 }, interpret);

/** Leaves little room in a partition. */
export const fill = app.function(async function fill() {
  const queue = Queue.fromName("shared", { createIfMissing: true });
  await queue.putMany(
    Array.from({ length: FULL }, (_, index) => index),
    { partition: "full" },
  );
});
