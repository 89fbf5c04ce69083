// Modal: docs/modal/ending-containers.md#memory-snapshots
import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { App, enter, method } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { START } from "../../support/elapsed.js";

/** What is drawn by chance. */
const drawn = (): unknown[] => [Math.random(), randomUUID(), randomBytes(4).toString("hex"), crypto.randomUUID()];
/** What clocks say. */
const told = (): unknown[] => [Date.now(), new Date().toISOString(), performance.timeOrigin, performance.now()];

const ofModule = [drawn(), told()];

/** What containers of either isolation see; the containers of `Plain` take no snapshot. */
class Seen {
  frozen: unknown[] = [drawn(), told()];
  own: unknown[] = [];

  freeze = enter({ snap: true }, async () => {
    this.frozen.push(drawn(), told());
    await sleep(1000);
    this.frozen.push(drawn(), told());
  });
  go = enter(() => {
    this.own.push(drawn());
  });
  look = method(() => ({ frozen: [ofModule, this.frozen], own: [...this.own, drawn()].flat(), told: told() }));
}

const app = new App("memory-snapshots");
const options = { enableMemorySnapshot: true, singleUseContainers: true };
const InRealm = app.cls({ ...options, isolation: "realm" }, class InRealm extends Seen {});
const InThread = app.cls({ ...options, isolation: "thread" }, class InThread extends Seen {});
const fn = app.function({ ...options, name: "fn" }, async () => ({
  frozen: ofModule,
  own: drawn(),
  told: told(),
}));
const unsnapped = app.function({ singleUseContainers: true, name: "unsnapped" }, async () => ({
  frozen: ofModule,
  own: drawn(),
}));
const Unlucky = app.cls(
  options,
  class Unlucky {
    id = "";
    freeze = enter({ snap: true }, () => {
      this.id = randomUUID();
      if (Math.random() < 0.7) throw new Error(this.id);
    });
    look = method(() => this.id);
  },
);
const Waits = app.cls(
  options,
  class Waits {
    fired: number[] = [];
    freeze = enter({ snap: true }, () => {
      setTimeout(() => this.fired.push(Date.now()), 5000);
    });
    look = method(async () => {
      await sleep(6000);
      return this.fired;
    });
  },
);

const KINDS = {
  "a class": { look: () => new InRealm().look.remote(), startMs: 1000 },
  "a class in a thread": { look: () => new InThread().look.remote(), startMs: 1000 },
  "a function": { look: () => fn.remote(), startMs: 0 },
};

for (const threads of [0, 1])
  describe(`containers of one memory snapshot, with ${threads} threads`, () => {
    test.override({ worldOptions: { threads } });

    for (const [kind, { look, startMs }] of Object.entries(KINDS))
      test(`of ${kind}: see the same chance and clock until it is taken, and their own afterwards`, async ({
        world,
      }) => {
        const seen = await world.run(app, async () => {
          const first = [await look()];
          await world.clock.advance(3_600_000);
          const together = await Promise.all([look(), look()]);
          await world.clock.advance(1000);
          return [...first, ...together, await look()];
        });
        expect(world.events.of("container.snapshotted")).toHaveLength(1);
        expect(world.events.of("container.restored")).toHaveLength(3);
        for (const { frozen } of seen) expect(frozen).toEqual(seen[0]?.frozen);
        const own = seen.flatMap((each) => each.own);
        expect(new Set(own).size).toBe(own.length);
        const frozen = JSON.stringify(seen[0]?.frozen);
        for (const each of own) expect(frozen).not.toContain(String(each));
        expect(frozen).toContain(JSON.stringify([START, new Date(START).toISOString(), START, 0]));
        const later = START + startMs + 3_600_000;
        const starts = [START, later, later, later + startMs + 1000];
        expect(seen.map((each) => each.told)).toEqual(
          starts.map((at) => [at + startMs, new Date(at + startMs).toISOString(), at, startMs]),
        );
      });

    test("that start at once see the same as well", async ({ world }) => {
      const [one, other] = await world.run(app, () => Promise.all([fn.remote(), fn.remote()]));
      expect(one?.frozen).toEqual(other?.frozen);
      expect(one?.own).not.toEqual(other?.own);
      expect(world.events.of("container.snapshotted")).toHaveLength(1);
    });

    test("without one see chance and clock of their own throughout", async ({ world }) => {
      const [one, other] = await world.run(app, () => Promise.all([unsnapped.remote(), unsnapped.remote()]));
      expect(one?.frozen).not.toEqual(other?.frozen);
    });

    test("a deployment takes another one", async ({ world }) => {
      const seen = [];
      for (let deployment = 0; deployment < 2; deployment++) {
        await world.deploy(app);
        seen.push(await world.within(() => fn.remote()));
      }
      expect(seen[0]?.frozen).not.toEqual(seen[1]?.frozen);
      expect(world.events.of("container.snapshotted")).toHaveLength(2);
    });

    test("a start that fails leaves none: the next one draws again", async ({ world }) => {
      const unlucky = new Unlucky();
      const ids = await world.run(app, async () => [await unlucky.look.remote(), await unlucky.look.remote()]);
      expect(ids[0]).toBe(ids[1]);
      expect(world.events.of("start.delayed").length).toBeGreaterThan(0);
    });

    test("timers that were set before it fire when they are due", async ({ world }) => {
      await world.run(app, async () => {
        expect(await new Waits().look.remote()).toEqual([START + 5000]);
        await world.clock.advance(1000);
        expect(await new Waits().look.remote()).toEqual([START + 12_000]);
      });
    });
  });

test("a slow first start does not set the clock wrong", async () => {
  await using world = await Emulator.start();
  world.faults.slowStart(fn, { delayMs: 5000 });
  const { frozen } = await world.run(app, () => fn.remote());
  expect(JSON.stringify(frozen)).toContain(`[${START + 5000},`);
});
