import { expect, test } from "vitest";
import { Pending } from "../../src/emulator/kernel/pending.js";
import { RealWait, RealWaits } from "../../src/emulator/kernel/real-waits.js";
import { type TimerHandle, TimerQueue } from "../../src/emulator/kernel/timer-queue.js";

const ORIGIN = { ordinal: 0, inputId: undefined, attempt: undefined, environment: undefined };

/** A container whose programs say nothing, and what it was asked to wait. */
class Silent {
  readonly timers = new TimerQueue();
  readonly waits = new RealWaits(this.timers);
  readonly asked: number[] = [];

  constructor() {
    const wait = new RealWait((limitMs, answered) => {
      this.asked.push(limitMs);
      answered(limitMs);
    });
    this.waits.open(1, wait);
  }

  timer(at: number): TimerHandle {
    return this.timers.set({ at, kind: "limit", label: () => "a limit", fire: () => undefined });
  }

  wait(isPassive = false): Pending {
    const pending: Pending = new Pending(ORIGIN, "sandbox.read", () => pending.close());
    pending.isPassive = isPassive;
    this.waits.hold(1, pending);
    return pending;
  }

  /** How long it was waited until time may pass. */
  waited(next: TimerHandle | undefined, now: number, most = 100): number {
    this.asked.length = 0;
    for (let turn = 0; turn < most && this.waits.holdTime(next, now); turn++);
    return this.asked.reduce((sum, ms) => sum + ms, 0);
  }
}

test("as much real time is waited as there is until the next timer, in small parts", () => {
  const silent = new Silent();
  silent.wait();
  expect(silent.waited(silent.timer(1025), 1000)).toBe(25);
  expect(silent.asked).toEqual([10, 10, 5]);
});

test("without anybody who waits, time passes at once", () => {
  const silent = new Silent();
  expect(silent.waited(silent.timer(1025), 1000)).toBe(0);
  silent.wait(true);
  expect(silent.waited(silent.timer(1025), 1000)).toBe(0);
  silent.wait().close();
  expect(silent.waited(silent.timer(1025), 1000)).toBe(0);
});

test("what was waited before a timer was set does not count for it", () => {
  const silent = new Silent();
  silent.wait();
  const late = silent.timer(1100);
  silent.waited(late, 1000, 4);
  const early = silent.timer(1030);
  expect(silent.waited(early, 1000)).toBe(30);
  expect(silent.waited(late, 1000)).toBe(30);
});

test("nor what was waited before the clock was moved", () => {
  const silent = new Silent();
  silent.wait();
  const [first, second] = [silent.timer(1020), silent.timer(1050)];
  expect(silent.waited(first, 1000)).toBe(20);
  silent.waits.moved();
  expect(silent.waited(second, 1020)).toBe(30);
});

test("what is due is held up once, so that what has come by then is heard", () => {
  const silent = new Silent();
  silent.wait();
  expect(silent.waited(silent.timer(1000), 1000)).toBe(1);
  expect(silent.waited(silent.timer(5000), Number.POSITIVE_INFINITY)).toBe(1);
});

test("without a timer, it is waited for ever", () => {
  const silent = new Silent();
  silent.wait();
  expect(silent.waited(undefined, 1000, 7)).toBe(70);
  silent.waits.close(1);
  expect(silent.waited(undefined, 1000)).toBe(0);
});

test("with a clock that goes by itself, programs are looked at now and then, and waited for at once", () => {
  const silent = new Silent();
  expect([1000, 1010, 1049, 1050].map((now) => silent.waits.look(now))).toEqual([true, false, false, true]);
  expect(silent.waits.nextLook).toBe(1100);
  expect(silent.asked).toEqual([1, 1]);
  silent.wait();
  expect([1060, 1061].map((now) => silent.waits.look(now))).toEqual([true, true]);
  expect(silent.asked).toEqual([1, 1, 20, 20]);
});
