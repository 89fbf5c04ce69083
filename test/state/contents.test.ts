import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Dict, NetworkFileSystem, NotFoundError, Queue, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";

const scratch = mkdtempSync(join(tmpdir(), "contents-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const bytes = new Uint8Array([0, 255, 10, 13]);

async function fill(world: Emulator): Promise<void> {
  await world.within(async () => {
    const volume = Volume.fromName("data", { createIfMissing: true });
    await volume.batchUpload((upload) => {
      upload.putFile(bytes, "/deep/down/file.bin");
      upload.putFile(new Uint8Array(0), "/empty");
    });
    await NetworkFileSystem.fromName("shared", { createIfMissing: true }).writeFile("/a.txt", bytes);
    const dict = Dict.fromName("seen", { createIfMissing: true });
    await dict.put("early", { when: new Date(5), big: bytes });
    await world.clock.advance({ days: 5 });
    await dict.put("late", 2n);
    const queue = Queue.fromName("work", { createIfMissing: true });
    await queue.putMany([1, [2], "three"], { partitionTtlMs: 3_600_000 });
    await queue.put("other", { partition: "p" });
    expect(await queue.get()).toBe(1);
  });
}

async function check(world: Emulator): Promise<void> {
  await world.within(async () => {
    const volume = Volume.fromName("data");
    expect((await volume.listdir("/", { recursive: true })).map(({ path }) => path)).toEqual([
      "deep",
      "deep/down",
      "deep/down/file.bin",
      "empty",
    ]);
    expect(Buffer.concat(await Array.fromAsync(volume.readFile("deep/down/file.bin")))).toEqual(Buffer.from(bytes));
    expect(Buffer.concat(await Array.fromAsync(NetworkFileSystem.fromName("shared").readFile("/a.txt")))).toEqual(
      Buffer.from(bytes),
    );
    const queue = Queue.fromName("work");
    expect([await queue.len(), await queue.len({ total: true })]).toEqual([2, 3]);
    expect(await queue.getMany(5)).toEqual([[2], "three"]);
    expect(await queue.get({ partition: "p" })).toBe("other");
    const dict = Dict.fromName("seen");
    await world.clock.advance({ days: 2 });
    expect(await dict.contains("early")).toBe(false);
    expect(await dict.get("late")).toBe(2n);
    expect(await dict.len()).toBe(1);
  });
}

test("files, entries and items are kept; what expires goes on expiring", async () => {
  await using first = await Emulator.start({ threads: 0 });
  await fill(first);
  const snapshot = await first.snapshot();
  await first.export(scratch + "/state");
  for (let time = 0; time < 2; time++) {
    await using second = await Emulator.start({ threads: 0, from: snapshot });
    await check(second);
  }
  await using third = await Emulator.start({ threads: 0, startTime: new Date(first.clock.now()) });
  await third.import(scratch + "/state");
  const again = await third.snapshot();
  expect(again).toEqual(snapshot);
  await check(third);
  await using late = await Emulator.start({
    threads: 0,
    from: snapshot,
    startTime: new Date(first.clock.now() + 3_600_000),
  });
  await late.within(async () => {
    expect(await Queue.fromName("work").len({ total: true })).toBe(1);
    await expectRejection(() => Queue.fromName("none").len(), NotFoundError, "none");
  });
  await check(first);
});
