// Only here
import { describe, expect } from "vitest";
import { App, batched, Dict, InputCancellation, InvalidError, Queue, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";
import { test } from "modal-emulator/vitest";
import { elapsed } from "../../support/elapsed.js";
import { writeFile } from "node:fs/promises";

const app = new App("operations");
const steps = Dict.fromName<string>("steps", { createIfMissing: true });
const line = Queue.fromName<string>("line", { createIfMissing: true });
const disk = Volume.fromName("disk", { createIfMissing: true });

/** Tells how far an attempt before it has come. */
const move = app.function({}, async function move() {
  const found = await steps.get("at", "nowhere");
  if (found !== "nowhere") return found;
  await steps.put("at", "half");
  await steps.put("at", "done");
  return "whole";
});
const move2 = app.function({}, async function move2() {
  await steps.put("begun", "yes");
  await steps.put("ended", "yes");
  return steps.len();
});
const take = app.function({}, async function take() {
  return (await line.get({ block: false })) ?? "none";
});
const nothing = app.function({}, async function nothing() {
  return "nothing";
});
const child = app.function({}, async function child() {
  await steps.put("child", "ran");
});
const parent = app.function({}, async function parent() {
  const before = await steps.contains("child");
  await child.remote();
  return before;
});
const save = app.function({ volumes: { "/disk": disk } }, async function save() {
  const before = (await disk.listdir("/")).length;
  await writeFile("/disk/file", "x");
  await disk.commit();
  return before;
});
const tell = app.function({}, async function tell() {
  try {
    await steps.put("told", "yes");
    return "not interrupted";
  } catch (error) {
    if (error instanceof InputCancellation) await steps.put("saved", "yes");
    throw error;
  }
});
const together = app.function(
  { maxContainers: 1 },
  batched({ maxBatchSize: 3, waitMs: 10 }, async function together(names: string[]) {
    await steps.put(`${names.join("")}${await steps.len()}`, "yes");
    return names;
  }),
);

const kinds = (world: Emulator): string[] =>
  world.events.of("fault.injected").map(({ kind, attempt }) => `${kind} ${attempt}`);

describe.each([0, 1])("between two operations, on %d threads", (threads) => {
  const ownWorld = (): Promise<Emulator> => Emulator.start({ threads });

  test("a crash strikes when the code first waits, for storage as for time: what it has asked for is done", async () => {
    await using world = await ownWorld();
    world.faults.crash(move2, { attempts: 1 });
    await world.run(app, async () => {
      expect(await move2.remote()).toBe(2);
    });
    expect(kinds(world)).toEqual(["crash 1"]);
    expect(world.events.of("dict.put")).toHaveLength(3);
  });

  test.each([
    [1, "whole"],
    [2, "half"],
    [3, "done"],
    [4, "done"],
  ])("a crash at operation %d leaves what was done until then: %j", async (atOperation, seen) => {
    await using world = await ownWorld();
    world.faults.crash(move, { attempts: 1, atOperation });
    await world.run(app, async () => expect(await move.remote()).toBe(seen));
    expect(kinds(world)).toEqual(["crash 1"]);
  });

  test.each([
    ["crash", 5, "its attempts asked for 3 operations at most"],
    ["preempt", 1000, "its attempts asked for 3 operations at most"],
    ["outOfMemory", 6, "its attempts asked for 3 operations at most"],
  ] as const)(
    "a %s at operation %d, of 3 and the end, hits nothing, and that is told",
    async (kind, atOperation, why) => {
      await using world = await ownWorld();
      world.faults[kind](move, { atOperation, times: 1 });
      await world.run(app, async () => expect(await move.remote()).toBe("whole"));
      expect(kinds(world)).toEqual([]);
      for (const verify of [() => world.faults.verify(), () => world.verify()])
        expect(verify).toThrow(`world.faults.${kind}(move, {"atOperation":${atOperation},"times":1})`);
      expect(() => world.verify()).toThrow(`had nothing to hit: ${why}, and ending counts as one more`);
    },
  );

  test("attempts that end before the operation are not hit, and do not count", async () => {
    await using world = await ownWorld();
    world.faults.crash("any", { atOperation: 3, times: 1 });
    await world.run(app, async () => {
      expect(await take.remote()).toBe("none"); // 1 operation and the end
      expect(await move.remote()).toBe("done");
    });
    expect(kinds(world)).toEqual(["crash 1"]);
    world.verify();
  });

  test("so it is for each input of a batch, and for functions that ask for nothing", async () => {
    await using world = await ownWorld();
    world.faults.crash(together, { atOperation: 4 });
    world.faults.crash(nothing, { attempts: 1, atOperation: 1 });
    world.faults.crash(nothing, { attempts: 2, atOperation: 2 });
    await world.run(app, async () => {
      expect(await Array.fromAsync(together.map(["a", "b"]))).toEqual(["a", "b"]);
      expect(await nothing.remote()).toBe("nothing");
    });
    expect(kinds(world)).toEqual(["crash 1"]);
    expect(() => world.verify()).toThrow(/together.* 2 operations at most[^]*nothing.* 0 operations at most/);
  });

  test("what it has taken is lost with it, and what it has called goes on", async () => {
    await using world = await ownWorld();
    world.faults.crash("any", { attempts: 1, calls: [1, 2] });
    await world.run(app, async () => {
      await line.putMany(["a", "b"]);
      expect(await take.remote()).toBe("b");
      expect(await parent.remote()).toBe(false);
    });
    world.faults.outOfMemory(parent, { atOperation: 2, times: 1 });
    await world.run(app, async () => expect(await parent.remote()).toBe(true));
  });

  test("a commit is carried out", async () => {
    await using world = await ownWorld();
    world.faults.crash(save, { attempts: 1, atOperation: 2 });
    world.faults.preempt(save, { attempts: 2, atOperation: 2 });
    await world.run(app, async () => expect(await save.remote()).toBe(1));
    expect(kinds(world)).toEqual(["crash 1", "preempt 2"]);
  });

  test("what is preempted has its grace", async () => {
    await using world = await ownWorld();
    world.faults.preempt(tell, { attempts: 1 });
    await world.run(app, async () => {
      expect(await tell.remote()).toBe("not interrupted");
      expect(await Array.fromAsync(steps.keys())).toEqual(["told", "saved"]);
    });
  });

  test("a batch is hit as a whole, whichever of its inputs is", async () => {
    await using world = await ownWorld();
    world.faults.crash(together, { calls: 2, attempts: 1, atOperation: 2 });
    await world.run(app, async () => {
      expect(await Array.fromAsync(together.map(["a", "b"]))).toEqual(["a", "b"]);
      expect(await Array.fromAsync(steps.keys())).toEqual(["ab0", "ab1"]);
    });
  });

  test("storage that is slow is not waited for", async () => {
    await using world = await ownWorld();
    world.faults.failStorage(steps, { operations: ["put"], delayMs: 1000, times: 1 });
    world.faults.crash(move2, { attempts: 1 });
    await world.run(app, () => move2.remote());
    expect(world.events.of("dict.put")).toHaveLength(2);
    expect(elapsed(world)).toBe(0);
  });
});

test("explore reaches what is half done", async () => {
  const seen = new Set<string>();
  await explore({ seeds: 40, faults: { kinds: ["crash", "preempt", "outOfMemory"] } }, (world) =>
    world.run(app, async () => void seen.add(await move.remote())),
  );
  expect([...seen].toSorted()).toEqual(["done", "half", "whole"]);
});

test("an operation and a time at once are refused, and so is what is no number of one", ({ world }) => {
  expect(() => world.faults.crash(move, { afterMs: 1, atOperation: 1 })).toThrow(
    new InvalidError('world.faults.crash takes either "afterMs" or "atOperation", not both.'),
  );
  for (const atOperation of [0, 1.5, -1])
    expect(() => world.faults.preempt(move, { atOperation })).toThrow(/"atOperation" .* a whole number from 1/);
});
