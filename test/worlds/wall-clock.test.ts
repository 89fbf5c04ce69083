import { expect, test } from "vitest";
import { App } from "../../src/api/app/app.js";
import { Cron } from "../../src/api/schedules/cron.js";
import { withSession } from "../../src/api/session/session.js";
import type { WallClock } from "../../src/emulator/kernel/wall-clock.js";
import { parseWorldOptions } from "../../src/emulator/world/world-options.js";
import { composeWorld } from "../../src/emulator/world/world-parts.js";

/** A wall clock that a test sets. */
class SetClock implements WallClock {
  #now: number;
  #wake: (() => void) | undefined;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  wakeAt(_at: number, wake: () => void): void {
    this.#wake = wake;
  }

  close(): void {
    this.#wake = undefined;
  }

  set(at: string): void {
    this.#now = Date.parse(at);
    this.#wake?.();
  }
}

test("what is due happens when its time has come; ticks of schedules that were missed are not made up for", async () => {
  const app = new App("hourly");
  let failures = 0;
  app.function({ isolation: "inline", schedule: new Cron("0 * * * *"), retries: 1 }, async function hourly() {
    if (failures++ === 0) throw new Error("once more");
  });
  const clock = new SetClock(Date.parse("2026-01-01T00:30:00Z"));
  const settings = parseWorldOptions({ clock: "real", threads: 0, startTime: "2026-01-01T00:30:00Z" });
  const parts = composeWorld(settings, { wall: clock });
  const idle = (): Promise<void> =>
    new Promise((resolve, reject) => parts.rounds.wait({ untilIdle: true, resolve, reject }));
  const log = (): string[] =>
    [...parts.kernel.events]
      .filter(({ type }) => /^schedule|^attempt.started/.test(type))
      .map(({ type, at }) => `${type} ${new Date(at).toISOString().slice(11, 19)}`);
  await withSession(parts.host.session, () => app.deploy());
  await idle();
  expect(log()).toEqual([]);
  clock.set("2026-01-01T01:00:05Z"); // a little late
  const retried = idle();
  await new Promise<void>((resolve) => {
    parts.kernel.events.subscribe(({ type }) => type === "input.retry" && resolve());
  });
  clock.set("2026-01-01T01:00:07Z");
  await retried;
  expect(log()).toEqual(["schedule.fired 01:00:05", "attempt.started 01:00:05", "attempt.started 01:00:07"]);
  clock.set("2026-01-01T05:30:00Z"); // the machine was asleep
  await idle();
  expect(log().slice(3)).toEqual(["schedule.missed 05:30:00"]);
  expect(parts.kernel.events.of("schedule.missed")).toMatchObject([
    { function: "hourly", dueAt: Date.parse("2026-01-01T02:00:00Z") },
  ]);
  clock.set("2026-01-01T06:00:00Z");
  await idle();
  expect(log().slice(4)).toEqual(["schedule.fired 06:00:00", "attempt.started 06:00:00"]);
  parts.rounds.close(new Error("closed"));
  parts.host.close();
  await parts.lanes.close();
});
