import { Emulator } from "modal-emulator/emulator";
import { Piscina } from "piscina";
import { app, cold, echo, noop } from "./app.ts";
import { autoscalerRows } from "./autoscaler.ts";
import { app as batches, many, one } from "./batches-app.ts";
import { clientRows } from "./clients.ts";
import { commandRows } from "./command-line.ts";
import { diskRows } from "./disk.ts";
import { exploreRow } from "./explore.ts";
import { compareMs, medianMs, microseconds, milliseconds, perSecond, printTable, type Row } from "./measure.ts";
import { mountRows } from "./mounts.ts";
import { processRows } from "./process.ts";
import { reportRows } from "./report.ts";
import { sandboxRows } from "./sandboxes.ts";
import { queueRows } from "./queues.ts";
import { scheduleRows } from "./schedules.ts";
import { volumeRows } from "./storage.ts";
import { webRows } from "./web.ts";

const CALLS = 400;
const INPUTS = 10_000;
const numbers = Array.from({ length: INPUTS }, (_, index) => index);
const task = new URL("noop-task.js", import.meta.url).href;

async function callRows(): Promise<Row[]> {
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
      const callOurs = async (): Promise<void> => {
        for (let call = 0; call < CALLS; call++) await noop.remote(call);
      };
      const callPeer = async (): Promise<void> => {
        for (let call = 0; call < CALLS; call++) await piscina.run(call);
      };
      const mapOurs = (): Promise<unknown> => Array.fromAsync(noop.map(numbers));
      const mapPeer = (): Promise<unknown> => Promise.all(numbers.map((x) => piscina.run(x)));
      for (const warmUp of [callOurs, callPeer, callOurs, callPeer, mapOurs, mapPeer]) await warmUp();
      const one = await compareMs(50, callOurs, callPeer);
      const many = await compareMs(11, mapOurs, mapPeer);
      return [
        {
          what: "`remote()` of a no-op, one at a time, warm",
          ours: microseconds(one.ours / CALLS),
          peer: microseconds(one.peer / CALLS),
          note: `${one.ratio.toFixed(1)}x \`piscina.run()\`, 1 thread`,
        },
        {
          what: "`map` of 10,000 no-ops, warm",
          ours: perSecond(INPUTS, many.ours),
          peer: perSecond(INPUTS, many.peer),
          note: `${(1 / many.ratio).toFixed(2)}x the throughput of 10,000 \`piscina.run()\` in flight, 1 thread`,
        },
      ];
    });
  } finally {
    await piscina.close();
  }
}

async function batchRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 1 });
  return await world.run(batches, async () => {
    const mapOne = (): Promise<unknown> => Array.fromAsync(one.map(numbers));
    const mapMany = (): Promise<unknown> => Array.fromAsync(many.map(numbers));
    for (const warmUp of [mapOne, mapMany]) await warmUp();
    const { ours, peer, ratio } = await compareMs(11, mapMany, mapOne);
    return {
      what: "`map` of 10,000 batched no-ops, 100 in a batch, warm",
      ours: perSecond(INPUTS, ours),
      peer: perSecond(INPUTS, peer),
      note: `${(1 / ratio).toFixed(1)}x the throughput of the same function without batches`,
    };
  });
}

async function bytesRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 1 });
  const piscina = new Piscina({ filename: task, minThreads: 1, maxThreads: 1, atomics: "disabled" });
  const bytes = new Uint8Array(16 << 20).fill(1);
  try {
    return await world.run(app, async () => {
      await Promise.all([echo.remote(bytes), piscina.run(bytes)]);
      const { ours, peer, ratio } = await compareMs(
        15,
        () => echo.remote(bytes),
        () => piscina.run(bytes),
      );
      return {
        what: "16 MB buffer there and back",
        ours: milliseconds(ours),
        peer: milliseconds(peer),
        note: `${ratio.toFixed(1)}x \`piscina.run()\`, 1 thread`,
      };
    });
  } finally {
    await piscina.close();
  }
}

async function containerRows(): Promise<Row[]> {
  await using world = await Emulator.start({ threads: 0 });
  const starts = 1000;
  const startMs = await world.run(app, async () => {
    await cold.remote();
    return medianMs(15, () => Promise.all(Array.from({ length: starts }, () => cold.remote())));
  });
  return [
    {
      what: "cold start, call and end of a container, bundle compiled",
      ours: microseconds(startMs / starts),
      peer: "",
      note: "1,000 at a time, `threads: 0`",
    },
  ];
}

async function worldRows(): Promise<Row[]> {
  const openMs = await medianMs(21, async () => {
    await using world = await Emulator.start({ threads: 1 });
    await world.run(app, () => noop.remote());
  });
  return [
    { what: "new world with a warm lane, one call, closed", ours: milliseconds(openMs), peer: "", note: "1 lane" },
  ];
}

console.log(
  `Node ${process.version}, ${new Date().toISOString().slice(0, 10)}; medians; this machine is what it is, compare ratios.\n`,
);
printTable([
  ...(await callRows()),
  await batchRow(),
  await bytesRow(),
  ...(await containerRows()),
  ...(await worldRows()),
  ...(await mountRows()),
  ...(await diskRows()),
  ...(await sandboxRows()),
  ...(await volumeRows()),
  ...(await queueRows()),
  ...(await webRows()),
  ...(await clientRows()),
  ...(await autoscalerRows()),
  ...scheduleRows(),
  await exploreRow(),
  ...processRows(),
  ...(await commandRows()),
  ...(await reportRows()),
]);
