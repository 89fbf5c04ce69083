import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, onlyRead, play, recall, scenes, store } from "./app.ts";

const refusal = expect.stringContaining("only if the text of the statement names them");
const cannotOpen = "unable to open database file";

/** What each scene gives, of a folder with `old.db` in it. */
const expected: Record<string, (folder: string) => unknown> = {
  "a new one": (folder) => [["one", "two"], ["one", "two"], `${folder}/new.db`, ["new.db", "old.db"], "SQLite"],
  "one that the machine has": () => [["old", "added"], ["old.db"]],
  "a journal beside it": () => [
    ["old.db", "wal.db", "wal.db-shm", "wal.db-wal"],
    ["one"],
    ["old.db", "wal.db"],
    ["one"],
  ],
  "a transaction that is not over": () => [
    ["old.db", "open.db", "open.db-journal"],
    ["kept"],
    ["old.db", "open.db"],
    ["kept"],
  ],
  "attached, and copied": () => [["old"], ["old", "attached"], ["old", "attached"], ["empty.db", "it's.db", "old.db"]],
  "by other names": () => [
    ["by a URL", "by a URI", "by bytes"],
    ["by a URL", "by a URI", "by bytes"],
    ["by a link"],
    ["a b?.db", "link", "linked.db", "old.db", "other.db", "to nothing"],
  ],
  "in a subclass, opened later": () => [false, true, true, refusal, ["later"]],
  "told by parameters": () => [[refusal, refusal, refusal, refusal], true, false],
  "changed by functions of fs": () => [
    [false, ["first"]],
    ["first"],
    cannotOpen,
    cannotOpen,
    ["copy.db", "old.db", "renamed.db"],
  ],
  "a folder, and what is no database": () => [cannotOpen, "file is not a database", ["old.db", "sub.db", "text.db"]],
  backups: () => [["old"], ["old"], ["backup.db", "old.db", "url.db"]],
};

/** Calls the body with a folder of this machine that has a database in it, which has to stay as it is. */
async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  using folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "lent-"));
  {
    using database = new DatabaseSync(join(folder.path, "old.db"));
    database.exec("CREATE TABLE notes (text); INSERT INTO notes VALUES ('old')");
  }
  const before = fs.readFileSync(join(folder.path, "old.db"));
  await body(folder.path);
  expect(fs.readdirSync(folder.path)).toEqual(["old.db"]);
  expect(fs.readFileSync(join(folder.path, "old.db")).equals(before)).toBe(true);
}

const everyNumberOfThreads = [0, 1] as const;

test("each scene has its answer", () => {
  expect(Object.keys(scenes)).toEqual(Object.keys(expected));
});

test.for(
  everyNumberOfThreads.flatMap((threads) => Object.entries(expected).map((entry) => [threads, ...entry] as const)),
)("threads: %i, a database on the disk of a container: %s", async ([threads, name, answer]) => {
  await withFolder(async (folder) => {
    await using world = await Emulator.start({ threads, disk: "private" });
    expect(await world.run(app, () => play.remote(name, folder))).toEqual(answer(folder));
  });
});

test.for(
  everyNumberOfThreads.flatMap((threads) => (["private", "host"] as const).map((disk) => [threads, disk] as const)),
)("threads: %i, disk: %s, a database of a volume is its containers'", async ([threads, disk]) => {
  await using world = await Emulator.start({ threads, disk });
  const results = await world.run(app, async () => {
    await store.remote("one");
    await world.clock.advance(60_000);
    await store.remote("two");
    await world.clock.advance(3_600_000);
    return [await recall.remote(), await onlyRead.remote()];
  });
  expect(results).toEqual([
    [["one", "two"], expect.stringContaining("there are open files preventing the operation, such as /data/shared.db")],
    [["one", "two"], "attempt to write a readonly database", cannotOpen, ["shared.db"]],
  ]);
  expect(fs.existsSync("/data/shared.db")).toBe(false);
});

/** Names of folders in which this process keeps files of containers. */
function scratchFolders(pid = process.pid): string[] {
  return ["/dev/shm", fs.realpathSync(tmpdir())].flatMap((place) =>
    fs.existsSync(place) ? fs.readdirSync(place).filter((name) => name.startsWith(`modal-${pid}-`)) : [],
  );
}

test.for(everyNumberOfThreads)("threads: %i, nothing stays of what was lent", async (threads) => {
  const before = scratchFolders();
  {
    await using world = await Emulator.start({ threads, disk: "private" });
    await world.run(app, async () => {
      await store.remote("one");
      expect(scratchFolders()).toHaveLength(before.length + 1);
    });
  }
  expect(scratchFolders()).toEqual(before);
});

test.for(everyNumberOfThreads)("threads: %i, nor after process.exit", (threads) => {
  const script = join(import.meta.dirname, "leaving.ts");
  const { stdout, status } = spawnSync(process.execPath, [script, String(threads)], { encoding: "utf8" });
  const [, pid] = stdout.trim().split(" ");
  expect([status, pid]).toEqual([3, expect.stringMatching(/^\d+$/)]);
  expect(scratchFolders(Number(pid))).toEqual([]);
});

test.skipIf(!fs.existsSync("/proc/self/ns/pid")).for(everyNumberOfThreads)(
  "threads: %i, and what a process leaves that is killed, the next one removes",
  (threads) => {
    const script = join(import.meta.dirname, "leaving.ts");
    const killed = spawnSync(process.execPath, [script, String(threads), "SIGKILL"], { encoding: "utf8" });
    const pid = Number(killed.stdout.trim().split(" ")[1]);
    expect([killed.signal, scratchFolders(pid).length]).toEqual(["SIGKILL", 1]);
    spawnSync(process.execPath, [script, String(threads)]);
    expect(scratchFolders(pid)).toEqual([]);
  },
);
