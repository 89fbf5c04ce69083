import { spawn } from "node:child_process";
import { once } from "node:events";
import { App, Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { compareMs, milliseconds, type Row } from "./measure.ts";

const ROUNDS = 15;
const PROGRAMS = 20;

/** Programs of sandboxes, in memory and as processes, against the same, started plainly. */
export async function sandboxRows(): Promise<Row[]> {
  return [await memoryRow(), ...(await processRuntimeRows())];
}

async function memoryRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 0 });
  return await world.within(async () => {
    const app = await App.lookup("bench", { createIfMissing: true });
    const live = async (): Promise<void> => {
      const sandbox = await Sandbox.create({ app });
      await (await sandbox.exec("true")).wait();
      await sandbox.terminate();
    };
    await inTurn(live);
    const { ours, peer, ratio } = await compareMs(
      ROUNDS,
      () => inTurn(live),
      () => inTurn(() => once(spawn("true"), "close")),
    );
    return {
      what: '`Sandbox.create`, `exec("true")`, `wait` and `terminate`, in memory',
      ours: milliseconds(ours / PROGRAMS),
      peer: milliseconds(peer / PROGRAMS),
      note: `${ratio.toFixed(2)}x \`spawn("true")\` of Node`,
    };
  });
}

async function processRuntimeRows(): Promise<Row[]> {
  await using world = await Emulator.start({ threads: 0, sandboxes: "process" });
  return await world.within(async () => {
    const sandbox = await Sandbox.create({ app: await App.lookup("bench", { createIfMissing: true }) });
    const run = async (): Promise<void> => void (await (await sandbox.exec("true")).wait());
    const began = performance.now();
    await run();
    const firstMs = performance.now() - began;
    const { ours, peer, ratio } = await compareMs(
      ROUNDS,
      () => inTurn(run),
      () => inTurn(() => once(spawn("true"), "close")),
    );
    return [
      {
        what: "`true` in a sandbox of the process runtime",
        ours: milliseconds(ours / PROGRAMS),
        peer: milliseconds(peer / PROGRAMS),
        note: `${ratio.toFixed(2)}x \`spawn\` of Node; the first of a sandbox ${milliseconds(firstMs)}`,
      },
    ];
  });
}

async function inTurn(body: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < PROGRAMS; time++) await body();
}
