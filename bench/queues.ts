import { Emulator } from "modal-emulator/emulator";
import { Piscina } from "piscina";
import { app, putMany, rounds } from "./queues-app.ts";
import { compareMs, medianMs, microseconds, perSecond, type Row } from "./measure.ts";

const BATCHES = 10;
const ITEMS = 1000;
const ROUNDS = 200;
const task = new URL("noop-task.js", import.meta.url).href;

/** Queues: many puts at once, and rounds that wait. */
export async function queueRows(): Promise<Row[]> {
  await using world = await Emulator.start({ threads: 1 });
  const piscina = new Piscina({
    filename: task,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 8,
    atomics: "disabled",
  });
  try {
    return await world.run(app, async () => {
      const putOurs = (): Promise<void> => putMany.remote(BATCHES, ITEMS);
      const runPeer = async (): Promise<void> => {
        for (let batch = 0; batch < BATCHES; batch++)
          await Promise.all(Array.from({ length: ITEMS }, (_, index) => piscina.run(index)));
      };
      const time = (kind: "empty" | "pair" | "in turn") => () => rounds.remote(ROUNDS, kind);
      for (const warmUp of [putOurs, runPeer, putOurs, runPeer, time("empty"), time("pair"), time("in turn")])
        await warmUp();
      const put = await compareMs(11, putOurs, runPeer);
      const pair = await compareMs(21, time("pair"), time("empty"));
      const inTurn = await compareMs(21, time("in turn"), time("empty"));
      const aloneMs = await putAlone();
      return [
        {
          what: "1,000 `Queue.put` in flight from one container",
          ours: perSecond(BATCHES * ITEMS, put.ours),
          peer: perSecond(BATCHES * ITEMS, put.peer),
          note: `${(1 / put.ratio).toFixed(1)}x the throughput of 1,000 \`piscina.run()\` in flight, 1 thread; ${perSecond(BATCHES * ITEMS, aloneMs)} with \`threads: 0\``,
        },
        {
          what: "`put` and `get` of a queue, awaited together",
          ours: microseconds(pair.ours / ROUNDS),
          peer: microseconds(pair.peer / ROUNDS),
          note: `${pair.ratio.toFixed(2)}x an empty round (\`await dict.contains(key)\`)`,
        },
        {
          what: "`await put`, then `await get`",
          ours: microseconds(inTurn.ours / ROUNDS),
          peer: microseconds(inTurn.peer / ROUNDS),
          note: `${inTurn.ratio.toFixed(2)}x an empty round: these are two`,
        },
      ];
    });
  } finally {
    await piscina.close();
  }
}

async function putAlone(): Promise<number> {
  await using world = await Emulator.start({ threads: 0 });
  return await world.run(app, async () => {
    await putMany.remote(BATCHES, ITEMS);
    return medianMs(11, () => putMany.remote(BATCHES, ITEMS));
  });
}
