import { Emulator, type FaultPlan } from "modal-emulator/emulator";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { isSoak, SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";
import { app } from "./month-programs.js";

const SEEDS = searchSize(1, 1 / 2500);
/** Of the month of each seed, on each number of threads. */
const REPETITIONS = isSoak ? 10 : 1;
const THREADS = [0, 1, 2, 4] as const;

const faults: FaultPlan = [
  { kind: "crash", probability: 0.02 },
  { kind: "preempt", function: "month/order", probability: 0.1, afterMs: 20_000 },
  { kind: "outOfMemory", function: "month/count", probability: 0.1, afterMs: 60_000 },
  { kind: "loseOutput", probability: 0.05 },
  { kind: "duplicate", function: "month/watch", probability: 0.02 },
  { kind: "delay", probability: 0.03, delayMs: 45_000 },
  { kind: "fail", function: "month/watch", probability: 0.05, attempts: [1, 2] },
  { kind: "slowStart", probability: 0.02, delayMs: 10_000 },
  { kind: "failStorage", probability: 0.02 },
];

const KINDS = [
  "crash",
  "preempt",
  "outOfMemory",
  "loseOutput",
  "duplicate",
  "delay",
  "fail",
  "slowStart",
  "fault.storage",
];

interface Month {
  readonly hash: string;
  /** How often each kind of event occurred, and each kind of fault. */
  readonly counts: Readonly<Record<string, number>>;
}

async function month(seed: number, threads: number): Promise<Month> {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  await using world = await Emulator.start({ seed, threads, faults, startTime: "2026-03-01T00:00:00Z" });
  await world.deploy(app);
  await world.clock.advance({ days: 31 });
  for (const event of world.events) {
    hash.update(JSON.stringify(event));
    const kind = event.type === "fault.injected" ? event.kind : event.type;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return { hash: hash.digest("hex"), counts };
}

test(
  "a month of schedules with random faults leaves the same event log, time and again and on 0, 1, 2 and 4 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const expected = await month(seed, 0);
      expect(expected.counts).toMatchObject({ "schedule.fired": 4 * 31 + 31 + 4 + 24 });
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        for (const threads of THREADS)
          expect(await month(seed, threads), `seed ${seed}, ${threads} threads`).toEqual(expected);
      }
      if (seed === 0)
        expect(Object.keys(expected.counts)).toEqual(
          expect.arrayContaining([...KINDS, "input.retry", "log", "dict.put", "volume.committed"]),
        );
    }
  },
);
