import { setTimeout as sleep } from "node:timers/promises";
import { App, Period, Queue, Retries, Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { describeEvent } from "../../../src/report/model/describe-event.js";
import type { Timeline } from "../../../src/report/model/timeline.js";
import { makeTimeline } from "../../../src/report/model/timeline.js";
import type { Track } from "../../../src/report/model/track.js";
import { reportOf } from "./report-of.js";

const app = new App("lanes", { module: import.meta.url });
const again = new Retries({ maxRetries: 2, initialDelayMs: 1000 });

export const unsteady = app.function({ retries: again }, async function unsteady(fails: number): Promise<number> {
  await sleep(100);
  const queue = Queue.fromName("tries", { createIfMissing: true });
  await queue.put(1);
  if ((await queue.len()) <= fails) throw new RangeError("not yet");
  console.log("well");
  return fails;
});

export const outer = app.function(async function outer(fails: number): Promise<number> {
  return await unsteady.remote(fails);
});

export const slow = app.function({ timeoutMs: 1000 }, async function slow(): Promise<void> {
  await sleep(5000);
});

export const beat = app.function({ schedule: new Period({ hours: 1 }) }, async function beat(): Promise<void> {});

async function timelineOf(body: (world: Emulator) => Promise<unknown>): Promise<Timeline> {
  await using world = await Emulator.start({ seed: 1, threads: 0, coldStartMs: 500 });
  await body(world);
  return makeTimeline(await reportOf(world));
}

const named = ({ tracks }: Timeline, group: string): Track[] => tracks.filter((track) => track.group === group);

const spansOf = (track: Track | undefined): string[] =>
  (track?.spans ?? []).map(({ kind, label, state, status }) => [kind, label, state, status].join(" | "));

test("attempts and retries are on the lane of their container, and their call above says that it was retried", async () => {
  const timeline = await timelineOf((world) => world.run(app, () => outer.remote(2)));
  const [lane] = named(timeline, "lanes · unsteady").filter(({ kind }) => kind === "container");
  expect(spansOf(lane)).toEqual([
    "life | unsteady | good | its app was stopped",
    "start | start | good | ",
    "attempt | unsteady | bad | FAILURE",
    "attempt | unsteady · attempt 2 | bad | FAILURE",
    "attempt | unsteady · attempt 3 | good | SUCCESS",
  ]);
  expect(lane?.marks.map(({ kind }) => kind)).toEqual(["error", "error", "log"]);
  const [calls, below] = named(timeline, "Calls");
  expect([spansOf(calls), spansOf(below)]).toEqual([["call | outer | good | "], ["call | unsteady | retried | "]]);
  expect(timeline.problems.map(({ kind, text }) => [kind, text])).toEqual([
    ["retried", "unsteady, attempt 1: FAILURE: RangeError: not yet"],
    ["retried", "unsteady, attempt 2: FAILURE: RangeError: not yet"],
  ]);
});

test("a failure for good is a problem of all calls that it goes through", async () => {
  const timeline = await timelineOf((world) => world.run(app, () => outer.remote(9).catch(() => undefined)));
  expect(timeline.problems.filter(({ kind }) => kind === "failed").map(({ text }) => text)).toEqual([
    "unsteady, attempt 3: FAILURE: RangeError: not yet",
    "outer, attempt 1: FAILURE: RangeError: not yet",
  ]);
  expect(named(timeline, "Calls").map(spansOf)).toEqual([
    ["call | outer | bad | FAILURE"],
    ["call | unsteady | bad | FAILURE"],
  ]);
});

test("what code has thrown has its stack, and a time limit has none", async () => {
  const { data } = await timelineOf((world) =>
    world.run(app, () => Promise.allSettled([slow.remote(), unsteady.remote(9)])),
  );
  const stacks = Object.values(data.stacks);
  expect(stacks).toHaveLength(1);
  expect(stacks[0]).toContain("at unsteady (test/report/model/lanes.test.ts:");
});

test("the depth of a queue is a number over the events", async () => {
  const timeline = await timelineOf((world) => world.run(app, () => outer.remote(2)));
  expect(named(timeline, "Storage").map(({ title, series }) => [title, series?.value])).toEqual([["tries", [1, 2, 3]]]);
});

test("schedules, and what their fires have called", async () => {
  const timeline = await timelineOf(async (world) => {
    await world.deploy(app);
    await world.clock.advance({ hours: 3 });
  });
  expect(named(timeline, "Schedules").map(({ title, marks }) => [title, marks.length])).toEqual([["beat", 3]]);
  expect(spansOf(named(timeline, "Calls")[0])[0]).toBe("call | beat (schedule) | good | ");
});

test("where a function had many containers, those that follow each other share a lane", async () => {
  const timeline = await timelineOf(async (world) => {
    await world.deploy(app);
    await world.clock.advance({ hours: 40 });
  });
  const lanes = named(timeline, "lanes · beat");
  expect(lanes.map(({ title }) => title)).toEqual(["1: 40 containers"]);
  expect(lanes[0]?.spans.filter(({ kind }) => kind === "life")).toHaveLength(40);
});

test("a sandbox has its commands on its lane, those at the same time on lines of their own", async () => {
  const timeline = await timelineOf((world) =>
    world.run(app, async () => {
      const sandbox = await Sandbox.create({ app, name: "worker" });
      const [slow, quick] = [await sandbox.exec(["sleep", "9"]), await sandbox.exec(["bash", "-c", "sleep 1; exit 3"])];
      await quick.wait();
      await slow.wait();
      await sandbox.terminate();
    }),
  );
  const lanes = named(timeline, "Sandboxes");
  expect(lanes.map(({ title, rows }) => [title, rows])).toEqual([["worker", 3]]);
  expect(lanes[0]?.spans.map(({ kind, row, state, status }) => [kind, row, state, status])).toEqual([
    ["sandbox", 0, "good", "TERMINATED, 137"],
    ["command", 1, "good", "code 0"],
    ["command", 2, "bad", "code 3"],
  ]);
  expect(timeline.problems.map(({ text }) => text)).toEqual(["Process 2 ends with 3: bash -c sleep 1; exit 3"]);
  const created = timeline.data.events.find(({ type }) => type === "sandbox.created");
  expect(created && describeEvent(created, timeline.origins)).toBe('Sandbox "worker" is created');
});

test("faults and mocks", async () => {
  const timeline = await timelineOf(async (world) => {
    world.faults.crash(outer, { times: 1 });
    world.mock(unsteady, (fails) => fails);
    await world.run(app, () => outer.remote(2));
  });
  expect(timeline.problems.map(({ kind }) => kind)).toEqual(["fault", "retried"]);
  expect(named(timeline, "lanes · unsteady").map(({ title }) => title)).toEqual(["answered by a mock"]);
});

test("what has not ended is open, and a problem", async () => {
  const timeline = await timelineOf((world) =>
    world.run(app, async () => {
      await outer.spawn(9);
      await world.clock.advance({ seconds: 1 });
      await world.report("/dev/null/x").catch(() => undefined);
      const data = makeTimeline(await reportOf(world));
      expect(data.problems.filter(({ kind }) => kind === "waiting").map(({ text }) => text)).toEqual([
        "outer has not ended",
        "unsteady has not ended",
      ]);
      expect(spansOf(named(data, "Calls")[0])).toEqual(["call | outer (spawn) | open | has not ended"]);
    }),
  );
  expect(timeline.problems.some(({ kind }) => kind === "waiting")).toBe(false);
});
