import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { App, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const MB = 2 ** 20;

/** Runs in a container whose disk has a megabyte. */
async function onSmallDisk<T>(threads: number, body: () => Promise<T>, volumes = {}): Promise<T> {
  const app = new App("room");
  const run = app.function({ name: "run", serialized: true, volumes }, body);
  await using world = await Emulator.start({ threads, disk: "private", diskLimitMb: 1 });
  return await world.run(app, () => run.remote());
}

test.for([0, 1])("every function that writes says that a full disk is full, with %i threads", async (threads) => {
  const results = await onSmallDisk(threads, async () => {
    const files = process.getBuiltinModule("fs");
    const { promises } = files;
    const { once } = process.getBuiltinModule("events");
    const folder = "/tmp/room-of-container";
    files.mkdirSync(folder);
    const kept = `${folder}/kept`;
    files.writeFileSync(`${folder}/some`, Buffer.alloc(100_000));
    const said = async (what: () => unknown): Promise<unknown> => {
      try {
        await what();
        return "done";
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        return code === "ENOSPC" && message.startsWith("ENOSPC: no space left on device, ") ? code : message;
      }
    };
    // until it is full, as far as that goes
    const first = [await said(() => files.writeFileSync(kept, Buffer.alloc(2 ** 20))), files.statSync(kept).size];
    const ways: (() => unknown)[] = [
      () => files.writeFileSync(`${folder}/a`, "x"),
      () => files.appendFileSync(kept, "x"),
      () => promises.writeFile(`${folder}/a`, "x"),
      () => promises.appendFile(kept, "x"),
      () => files.truncateSync(kept, 2 ** 20),
      () => promises.truncate(kept, 2 ** 20),
      () => files.copyFileSync(`${folder}/some`, `${folder}/copy`),
      () => files.cpSync(`${folder}/some`, `${folder}/copy`),
      () => promises.copyFile(`${folder}/some`, `${folder}/copy`),
      () =>
        new Promise((resolve, reject) =>
          files.writeFile(kept, "x", { flag: "a" }, (error) => (error ? reject(error) : resolve(0))),
        ),
      () => once(files.createWriteStream(`${folder}/a`).end("x"), "close"),
      () => files.writevSync(files.openSync(`${folder}/a`, "w"), [Buffer.from("x")]),
      () => files.writeSync(files.openSync(kept, "r+"), "x", 2 ** 20),
      async () => (await promises.open(kept, "a")).write("x"),
      async () => (await promises.open(kept, "a")).writeFile("x"),
      async () => (await promises.open(kept, "r+")).truncate(2 ** 20),
      () => files.mkdirSync(`${folder}/more`),
      () => files.mkdirSync(`${folder}/more/and/more`, { recursive: true }),
      () => files.mkdtempSync(`${folder}/more-`),
      () => files.symlinkSync("somewhere", `${folder}/link`),
    ];
    const full: unknown[] = [];
    for (const way of ways) full.push(await said(way));
    return [first, full, files.existsSync(`${folder}/copy`)];
  });
  expect(results).toEqual([["ENOSPC", MB - 100_000 - 4096], Array(20).fill("ENOSPC"), false]);
  expect(fs.existsSync("/tmp/room-of-container")).toBe(false);
});

test.for([0, 1])("what takes no room goes on, and what is removed gives it back, with %i threads", async (threads) => {
  const results = await onSmallDisk(threads, async () => {
    const files = process.getBuiltinModule("fs");
    const half = Buffer.alloc(2 ** 19);
    const full = (): boolean => {
      try {
        files.writeFileSync("/tmp/room-probe", half);
        return false;
      } catch {
        return true;
      } finally {
        files.rmSync("/tmp/room-probe", { force: true });
      }
    };
    const seen: [string, boolean][] = [];
    const step = (what: string, body: () => void): void => {
      body();
      seen.push([what, full()]);
    };
    files.mkdirSync("/tmp/room-of-container");
    const [one, other] = ["/tmp/room-of-container/one", "/tmp/room-of-container/other"];
    step("half is written", () => files.writeFileSync(one, half));
    step("renamed", () => files.renameSync(one, other));
    step("another link", () => files.linkSync(other, one));
    step("of two links, one is removed", () => files.unlinkSync(other));
    step("written over in place", () => files.writeFileSync(one, half, { flag: "r+" }));
    step("an empty file", () => files.writeFileSync(other, ""));
    step("cut off", () => files.truncateSync(one, 0));
    step("written anew", () => files.writeFileSync(one, half));
    step("replaced by another", () => files.renameSync(other, one));
    const fd = files.openSync(one, "w+");
    step("written while it is open", () => files.writeSync(fd, half));
    step("removed while it is open", () => files.unlinkSync(one));
    step("closed", () => files.closeSync(fd));
    step("in folders", () => {
      files.mkdirSync("/tmp/room-of-container/deep/down", { recursive: true });
      files.writeFileSync("/tmp/room-of-container/deep/down/file", half);
    });
    step("with their folder", () => files.rmSync("/tmp/room-of-container", { recursive: true }));
    return seen;
  });
  expect(results).toEqual([
    ["half is written", true],
    ["renamed", true],
    ["another link", true],
    ["of two links, one is removed", true],
    ["written over in place", true],
    ["an empty file", true],
    ["cut off", false],
    ["written anew", true],
    ["replaced by another", false],
    ["written while it is open", true],
    ["removed while it is open", true],
    ["closed", false],
    ["in folders", true],
    ["with their folder", false],
  ]);
});

test("only what the container has written counts: not files of this machine, nor what is in mounts", async () => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "room-"));
  const large = join(folder.path, "large");
  fs.writeFileSync(large, Buffer.alloc(3 * MB));
  const app = new App("room-of-others");
  const volumes = { "/room-of-others": Volume.fromName("room", { createIfMissing: true }) };
  const run = app.function({ name: "run", serialized: true, volumes }, async (path: string) => {
    const files = process.getBuiltinModule("fs");
    files.writeFileSync("/room-of-others/large", Buffer.alloc(2 ** 21));
    files.writeFileSync(path, "over", { flag: "r+" });
    files.appendFileSync(path, Buffer.alloc(2 ** 19));
    files.renameSync(path, `${path}-renamed`);
    files.appendFileSync("/tmp/room-rest", Buffer.alloc(2 ** 19));
    try {
      files.appendFileSync("/tmp/room-rest", "x");
      return "there is more";
    } catch (error) {
      return [(error as NodeJS.ErrnoException).code, files.statSync(`${path}-renamed`).size];
    }
  });
  await using world = await Emulator.start({ threads: 0, disk: "private", diskLimitMb: 1 });
  expect(await world.run(app, () => run.remote(large))).toEqual(["ENOSPC", 3.5 * MB]);
});

test.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, "10" as never])(
  "diskLimitMb: %s is refused",
  async (diskLimitMb) => {
    await expect(Emulator.start({ disk: "private", diskLimitMb })).rejects.toThrow(
      "Emulator.start: diskLimitMb must be a whole number of megabytes, 1 or more, not ",
    );
  },
);

test.for([0, 1])("statfs says how much room there is, with %i threads", async (threads) => {
  const results = await onSmallDisk(threads, async () => {
    const files = process.getBuiltinModule("fs");
    const look = (): readonly number[] => {
      const { blocks, bavail, bsize } = files.statfsSync("/tmp");
      return [blocks, bavail, bsize];
    };
    const before = look();
    files.writeFileSync("/tmp/room-of-container", Buffer.alloc(8192));
    return [before, look(), files.statfsSync("/tmp", { bigint: true }).bfree === 254n];
  });
  expect(results).toEqual([[256, 256, 4096], [256, 254, 4096], true]);
});
