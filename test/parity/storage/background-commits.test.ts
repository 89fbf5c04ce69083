// Modal: docs/modal/volumes.md#commit-and-reload
import { appendFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { App, InvalidError, NetworkFileSystem, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { START } from "../../support/elapsed.js";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("background-commits");
const volume = Volume.fromName("work", { createIfMissing: true });
const other = Volume.fromName("other", { createIfMissing: true });
const shared = NetworkFileSystem.fromName("shared", { createIfMissing: true });
const mounts = { volumes: { "/data": volume, "/other": other }, networkFileSystems: { "/shared": shared } };

/** Writes a line at each of these moments. */
const writes = app.function(mounts, async function writes(moments: number[], to = "/data/log.txt") {
  let now = 0;
  for (const at of moments) {
    await sleep(at - now);
    now = at;
    await appendFile(to, `${at}\n`);
  }
  await sleep(20_000);
});
const commits = app.function(mounts, async function commits() {
  await writeFile("/data/a.txt", "a");
  await volume.commit();
  await sleep(20_000);
});
const leaves = app.function({ ...mounts, scaledownWindowMs: 60_000 }, async function leaves() {
  await writeFile("/data/a.txt", "a");
});
const reads = app.function(
  { volumes: { "/data": volume.withMountOptions({ readOnly: true }) } },
  async function reads() {
    await sleep(20_000);
  },
);

const commitsOf = (world: Emulator): [number, number][] =>
  world.events.of("volume.committed").map(({ at, files }) => [at - START, files]);
async function text(path: string): Promise<string> {
  return Buffer.concat(await Array.fromAsync(volume.readFile(path))).toString();
}

test("what a container changed is committed every 5 s from its start, half-written files too", async ({ world }) => {
  await world.run(app, async () => {
    const call = await writes.spawn([1000, 4000, 7000, 16_000]);
    await world.clock.advance(5000);
    expect(await text("log.txt")).toBe("1000\n4000\n");
    await world.clock.advance(5000);
    expect(await text("log.txt")).toBe("1000\n4000\n7000\n");
    await call.get();
  });
  expect(commitsOf(world)).toEqual([
    [5000, 1],
    [10_000, 1],
    [20_000, 1],
  ]);
});

test("each volume by itself; what is seen at once and what is only read is not", async ({ world }) => {
  await world.run(app, async () => {
    await Promise.all([
      writes.remote([1000]),
      writes.remote([2000], "/other/log.txt"),
      writes.remote([3000], "/shared/log.txt"),
      reads.remote(),
    ]);
    const ids = [await volume.hydrate(), await other.hydrate()].map(({ objectId }) => objectId);
    expect(
      world.events
        .of("volume.committed")
        .map(({ object }) => ids.indexOf(object))
        .toSorted(),
    ).toEqual([0, 1]);
  });
});

test("what was committed meanwhile is not committed again", async ({ world }) => {
  await world.run(app, () => commits.remote());
  expect(commitsOf(world)).toEqual([[0, 1]]);
});

test("an idle container commits, too, but no time passes for its sake", async ({ world }) => {
  await world.run(app, async () => {
    await leaves.remote();
    await world.clock.runUntilIdle();
    expect(commitsOf(world)).toEqual([]);
    await world.clock.advance(5000);
    expect(commitsOf(world)).toEqual([[5000, 1]]);
  });
  expect(commitsOf(world)).toHaveLength(1);
});

test("a commit that a fault takes is made up for by the next one", async ({ world }) => {
  world.faults.failStorage(volume, { operations: ["commit"], times: 2 });
  await world.run(app, () => writes.remote([1000]));
  expect(commitsOf(world)).toEqual([[15_000, 1]]);
});

test("backgroundCommitMs says how often, 0 never", async () => {
  for (const [backgroundCommitMs, expected] of [
    [1000, [2000, 1]],
    [0, [21_000, 1]],
    [Number.POSITIVE_INFINITY, [21_000, 1]],
  ] as const) {
    await using world = await Emulator.start({ backgroundCommitMs });
    await world.run(app, () => writes.remote([1000]));
    await world.clock.advance(0);
    expect(commitsOf(world)).toEqual([expected]);
  }
  await expectRejection(
    () => Emulator.start({ backgroundCommitMs: -1 }),
    InvalidError,
    "backgroundCommitMs must be a number of milliseconds, 0 or more",
  );
});

test("leaves the same log on 0, 1 and 2 threads", async () => {
  const logs: string[] = [];
  for (const threads of [0, 1, 2]) {
    await using world = await Emulator.start({ threads });
    await world.run(app, () =>
      Promise.all([writes.remote([100, 6000]), writes.remote([4999, 5000, 5001]), commits.remote(), leaves.remote()]),
    );
    logs.push(JSON.stringify([...world.events]));
  }
  expect(new Set(logs).size).toBe(1);
});
