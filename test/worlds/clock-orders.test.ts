import timers from "node:timers";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test, vi } from "vitest";

/** Others who give the test another time, 5 ms after 1970, until what they return is called. */
const FAKES: Record<string, () => () => void> = {
  "vi.useFakeTimers": () => {
    vi.useFakeTimers({ now: 5 });
    return () => vi.useRealTimers();
  },
  "a hand-made clock": () => {
    const { Date: before, setTimeout: timeoutBefore } = globalThis;
    globalThis.Date = class extends before {
      static override now(): number {
        return 5;
      }
    } as DateConstructor;
    globalThis.setTimeout = Object.assign(() => 0, timeoutBefore);
    return () => Object.assign(globalThis, { Date: before, setTimeout: timeoutBefore });
  },
};

type Step = "open" | "close" | "install" | "dispose" | "fake" | "unfake";
const START = Date.parse("2026-01-01T00:00:00Z");
const MOST_STEPS = 6;

/** Every order of steps that makes sense. */
function* orders(steps: readonly Step[] = []): Generator<readonly Step[]> {
  yield steps;
  if (steps.length === MOST_STEPS) return;
  const is = (on: Step, off: Step): boolean => steps.lastIndexOf(on) > steps.lastIndexOf(off);
  const [isOpen, isInstalled] = [is("open", "close"), is("install", "dispose")];
  const next: Step[] = [is("fake", "unfake") ? "unfake" : "fake"];
  if (!isOpen) next.push("open");
  if (isOpen) next.push(isInstalled ? "dispose" : "install");
  if (isOpen && !isInstalled) next.push("close");
  for (const step of next) yield* orders([...steps, step]);
}

function globals(): unknown[] {
  const { setTimeout, setInterval, clearTimeout, clearInterval, Date } = globalThis;
  const all = [globalThis, timers].map((module) => Object.getOwnPropertyDescriptor(module, "setTimeout"));
  return [Date, setTimeout, setInterval, clearTimeout, clearInterval, performance.now, ...all];
}

function whose(): "world" | "fake" | "real" {
  const now = Date.now();
  return now === START ? "world" : now === 5 ? "fake" : "real";
}

/** @returns the steps after which it was not the time of whoever came last */
async function run(steps: readonly Step[], fake: () => () => void, threads: number): Promise<string[]> {
  let world: Emulator | undefined;
  let clock: Disposable | undefined;
  let unfake: (() => void) | undefined;
  const holders: ("world" | "fake")[] = [];
  const wrong: string[] = [];
  const leave = (holder: "world" | "fake"): void => void holders.splice(holders.indexOf(holder), 1);
  for (const step of steps) {
    if (step === "open") world = await Emulator.start({ threads });
    else if (step === "close") await world?.close();
    else if (step === "install") holders.push("world");
    else if (step === "fake") holders.push("fake");
    else leave(step === "dispose" ? "world" : "fake");
    if (step === "install") clock = world?.clock.install();
    if (step === "dispose") clock?.[Symbol.dispose]();
    if (step === "fake") unfake = fake();
    if (step === "unfake") unfake?.();
    const expected = holders.at(-1) ?? "real";
    if (whose() !== expected) wrong.push(`${step}: ${whose()} and not ${expected}`);
  }
  if (holders.includes("fake")) unfake?.();
  await world?.close(); // and what it has installed
  return wrong;
}

describe.each([{ threads: 0 }, { threads: 1 }])("with %o", ({ threads }) => {
  test.each(Object.keys(FAKES))("an installed clock and %s come and go in any order", async (name) => {
    const real = globals();
    const wrong: unknown[] = [];
    let count = 0;
    for (const steps of orders()) {
      const found = await run(steps, FAKES[name] ?? (() => () => undefined), threads);
      expect(globals()).toEqual(real);
      if (found.length > 0) wrong.push([steps.join(" "), ...found]);
      count++;
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(200);
  });
});
