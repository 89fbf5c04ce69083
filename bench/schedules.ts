import { execFileSync } from "node:child_process";
import { createClock } from "@sinonjs/fake-timers";
import type { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { Piscina } from "piscina";
import { app as hourlyApp } from "./hourly-app.ts";
import { compareMs, medianMs, milliseconds, type Row } from "./measure.ts";
import { app } from "./schedules-app.ts";

const YEAR_MINUTES = 525_600;
/** The year is measured in as many rounds, in turns with the peer. */
const ROUNDS = 12;
const FIRES = YEAR_MINUTES / ROUNDS;
const MINUTE_MS = 60_000;

/** A year of a minutely schedule in the host's thread, beside timers of the same number that fire in a fake clock. */
async function hostRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 0 });
  await world.deploy(app);
  const clock = createClock();
  const callback = async (): Promise<void> => undefined;
  clock.setInterval(() => void callback(), MINUTE_MS);
  const { ours, peer, ratio } = await compareMs(
    ROUNDS,
    () => world.clock.advance(FIRES * MINUTE_MS),
    () => clock.tickAsync(FIRES * MINUTE_MS),
  );
  return row("`threads: 0`", ours, peer, `${ratio.toFixed(1)}x \`tickAsync\` of \`@sinonjs/fake-timers\``);
}

/** The same in a lane, beside calls of a thread. */
async function laneRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 1 });
  await world.deploy(app);
  const piscina = new Piscina({
    filename: new URL("noop-task.js", import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
  });
  try {
    const callPeer = async (): Promise<void> => {
      for (let call = 0; call < FIRES; call++) await piscina.run(call);
    };
    const { ours, peer, ratio } = await compareMs(ROUNDS, () => world.clock.advance(FIRES * MINUTE_MS), callPeer);
    return row("1 thread", ours, peer, `${ratio.toFixed(2)}x sequential \`piscina.run()\``);
  } finally {
    await piscina.close();
  }
}

function row(where: string, ours: number, peer: number, note: string): Row {
  return {
    what: `a year of a minutely schedule, 525,600 calls, ${where}`,
    ours: milliseconds(ours * ROUNDS),
    peer: milliseconds(peer * ROUNDS),
    note,
  };
}

async function shortRows(): Promise<Row[]> {
  const yearOf = async (threads: number, app?: App): Promise<string> => {
    const ms = await medianMs(5, async () => {
      await using world = await Emulator.start({ threads });
      if (app) await world.deploy(app);
      await world.clock.advance({ days: 365 });
    });
    return milliseconds(ms);
  };
  const note = "with its world, and a cold container for each call";
  return [
    {
      what: "a year of an hourly schedule, 8,760 calls, `threads: 0`",
      ours: await yearOf(0, hourlyApp),
      peer: "",
      note,
    },
    { what: "a year of an hourly schedule, 8,760 calls, 1 thread", ours: await yearOf(1, hourlyApp), peer: "", note },
    { what: "an idle year", ours: await yearOf(0), peer: "", note: "with its world" },
  ];
}

/** In a process of its own, whose heap nothing else has filled. */
export function scheduleRows(): Row[] {
  return JSON.parse(execFileSync(process.execPath, [import.meta.filename], { encoding: "utf8" })) as Row[];
}

if (import.meta.main) console.log(JSON.stringify([await hostRow(), await laneRow(), ...(await shortRows())]));
