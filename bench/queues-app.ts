import { App, Dict, Queue } from "modal-emulator";

export const app = new App("bench-queues");

/** Puts items on a queue without waiting for one before the next. */
export const putMany = app.function({}, async function putMany(batches: number, items: number) {
  const queue = Queue.fromName<number>("bench", { createIfMissing: true });
  for (let batch = 0; batch < batches; batch++) {
    await Promise.all(Array.from({ length: items }, (_, index) => queue.put(index)));
    await queue.clear();
  }
});

/** Rounds one after another: an empty one, or one that puts an item and gets it. */
export const rounds = app.function({}, async function rounds(count: number, kind: "empty" | "pair" | "in turn") {
  const queue = Queue.fromName<number>("bench", { createIfMissing: true });
  const dict = Dict.fromName("bench", { createIfMissing: true });
  for (let round = 0; round < count; round++) {
    if (kind === "empty") await dict.contains(round);
    else if (kind === "pair") await Promise.all([queue.put(round), queue.get()]);
    else {
      await queue.put(round);
      await queue.get();
    }
  }
});
