import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { CASES } from "../programs/ways.ts";
import { app, databases, devices, shared, use, USES } from "./special-files-app.ts";

const everyNumberOfThreads = [0, 1, 2] as const;

/** A folder of this machine with files that hold no content, which have to stay as they are. */
async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  using folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "special-"));
  spawnSync("mkfifo", [join(folder.path, "pipe")]);
  fs.symlinkSync("/dev/null", join(folder.path, "null"));
  await using server = net.createServer();
  await new Promise<void>((resolve) => server.listen(join(folder.path, "socket"), resolve));
  const look = (): unknown =>
    [folder.path, ...fs.readdirSync(folder.path).map((name) => join(folder.path, name))].map((path) => {
      const { ino, mode, uid, mtimeMs, nlink } = fs.lstatSync(path);
      return [path, ino, mode, uid, mtimeMs, nlink];
    });
  const before = look();
  const result = await body(folder.path);
  expect(look()).toEqual(before);
  return result;
}

test.for(everyNumberOfThreads)(
  "sockets and pipes of this machine stay, whatever a container does with their names, with %i threads",
  async (threads) => {
    await withFolder(async (folder) => {
      await using world = await Emulator.start({ threads });
      const gone = ["unlink", "rm", "rename away", "remove what is above"];
      for (const name of ["socket", "pipe"])
        for (const how of Object.keys(USES).filter((each) => name === "socket" || each !== "copy"))
          expect([how, await world.run(app, () => use.remote(how, join(folder, name)))]).toEqual([
            how,
            !gone.includes(how),
          ]);
    });
  },
);

test.for(everyNumberOfThreads)("what is written to a device is written there, with %i threads", async (threads) => {
  await withFolder(async (folder) => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => devices.remote(folder))).toEqual(["", "", ""]);
  });
});

test.for(CASES)("/dev/shm is each container's own: %s, %i threads", async ([children, threads]) => {
  await using world = await Emulator.start({ threads, children });
  const results = await world.run(app, () => Promise.all([shared.remote("one"), shared.remote("two")]));
  expect(results).toEqual(
    ["one", "two"].map((name) => [false, `${name}a\nb\nnotes.db\n`, "made\n", ["a", "b", "notes.db"], true]),
  );
  expect([fs.existsSync("/dev/shm/special-files"), fs.existsSync("/dev/special-files")]).toEqual([false, false]);
});

for (const journal of ["DELETE", "WAL"])
  test.for(CASES)(
    `programs find what is in databases, journal_mode = ${journal}: %s, %i threads`,
    async ([children, threads]) => {
      await withFolder(async (folder) => {
        await using world = await Emulator.start({ threads, children });
        const path = join(folder, "notes.db");
        expect(await world.run(app, () => databases.remote(path, journal))).toEqual([1, 1, 3, 3, 5, 5]);
      });
    },
  );
