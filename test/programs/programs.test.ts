import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, descriptors, dialogue, failures, forked, mounted, readOnly, run, withFiles, type Step } from "./app.ts";

/** Whether this machine lets us make mount namespaces; where it does not, one test below says what happens then. */
const hasNamespaces = [["-m"], ["-U", "-r", "-m"]].some(
  (how) => spawnSync("unshare", [...how, "mount", "-t", "tmpfs", "tried", "/dev/shm"]).status === 0,
);
const everyNumberOfThreads = hasNamespaces ? ([0, 1, 2] as const) : [];

function start(threads: number): Promise<Emulator> {
  return Emulator.start({ threads, disk: "private", children: "namespace" });
}

/** A folder of this machine with something in it, which has to stay as it is. */
async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  using folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "programs-"));
  fs.mkdirSync(join(folder.path, "box/deep"), { recursive: true });
  fs.writeFileSync(join(folder.path, "box/mine.txt"), "mine");
  fs.writeFileSync(join(folder.path, "box/deep/other.txt"), "other");
  const look = (): unknown =>
    fs
      .readdirSync(folder.path, { recursive: true, withFileTypes: true })
      .map((entry) => [
        entry.parentPath,
        entry.name,
        entry.isFile() && fs.readFileSync(join(entry.parentPath, entry.name), "utf8"),
      ]);
  const before = look();
  const result = await body(folder.path);
  expect(look()).toEqual(before);
  return result;
}

test.for(everyNumberOfThreads)("programs and containers share a mount, with %i threads", async (threads) => {
  await using world = await start(threads);
  const results = await world.run(app, () =>
    mounted.remote([
      ["write", "/data/a", "from the container"],
      ["execSync", "cat /data/a"],
      ["exec", "echo made > /data/b; printf ', and more' >> /data/a; mkdir -p /data/x/y; echo deep > /data/x/y/z"],
      ["read", "/data/a"],
      ["read", "/data/b"],
      ["read", "/data/x/y/z"],
      ["execSync", "mv /data/b /data/c && ln -s c /data/l && rm -r /data/x"],
      ["list", "/data"],
      ["read", "/data/l"],
      ["rename", "/data/c", "/data/d"],
      ["remove", "/data/l"],
      ["link", "/data/m", "d"],
      ["execFileSync", "cat /data/m"],
      ["execSync", "ls /data"],
      ["execSync", "rm -r /data 2>/dev/null; ls -A /data; mkdir /data/kept"],
    ]),
  );
  expect(results).toEqual([
    "from the container",
    "",
    "from the container, and more",
    "made\n",
    "deep\n",
    "",
    ["a", "c", "l"],
    "made\n",
    "made\n",
    "a\nd\nm\n",
    "",
  ]);
  const seen = await world.run(app, () => mounted.remote([["list", "/data"]]));
  expect(seen).toEqual([["kept"]]);
});

test.for(everyNumberOfThreads)("what programs write elsewhere is the container's, with %i threads", async (threads) => {
  await withFolder(async (folder) => {
    await using world = await start(threads);
    const box = join(folder, "box");
    const steps: Step[] = [
      ["execSync", `cat ${box}/mine.txt`],
      ["write", `${box}/mine.txt`, "changed"],
      ["execSync", `cat ${box}/mine.txt`],
      ["execSync", `echo again > ${box}/mine.txt; rm -r ${box}/deep; echo new > ${folder}/new`],
      ["read", `${box}/mine.txt`],
      ["exists", `${box}/deep`],
      ["read", `${folder}/new`],
      ["mkdir", `${box}/deep`],
      ["execSync", `ls ${box}/deep`],
      ["execSync", `rm -r ${box} && mkdir ${box} && touch ${box}/only`],
      ["list", box],
      ["rename", box, `${folder}/moved`],
      ["execSync", `ls ${folder} ${folder}/moved`],
      ["exec", "mkdir /modal-emulator-top && echo 1 > /modal-emulator-top/f"],
      ["read", "/modal-emulator-top/f"],
      ["remove", "/modal-emulator-top"],
      ["execSync", "test -e /modal-emulator-top || echo gone"],
    ];
    const [first, second] = await world.run(app, () => Promise.all([run.remote(steps), run.remote(steps)]));
    expect(first).toEqual([
      "mine",
      "changed",
      "",
      "again\n",
      false,
      "new\n",
      "",
      "",
      ["only"],
      `${folder}:\nmoved\nnew\n\n${folder}/moved:\nonly\n`,
      "",
      "1\n",
      "gone\n",
    ]);
    expect(second).toEqual(first);
    expect(fs.existsSync("/modal-emulator-top")).toBe(false);
  });
});

test.for(everyNumberOfThreads)("a program finds what changes while it runs, with %i threads", async (threads) => {
  await using world = await start(threads);
  expect(await world.run(app, () => dialogue.remote())).toEqual([
    "in /data/one\nend\n",
    "/data/one\n",
    "in /tmp/modal-emulator-two\nend\n",
    "/data/one\n/tmp/modal-emulator-two\n",
    [0, null],
  ]);
  expect(fs.existsSync("/tmp/modal-emulator-two")).toBe(false);
});

test.for(everyNumberOfThreads)("programs are given open files of the disk, with %i threads", async (threads) => {
  await using world = await start(threads);
  expect(await world.run(app, () => descriptors.remote())).toEqual([0, "first\nsecond\nthird\n"]);
});

test.for(everyNumberOfThreads)("programs of Node are forked from a mount, with %i threads", async (threads) => {
  await using world = await start(threads);
  expect(await world.run(app, () => forked.remote())).toEqual(["hello!", "hello"]);
});

test.for(everyNumberOfThreads)("what cannot be started says so as Node does, with %i threads", async (threads) => {
  await using world = await start(threads);
  expect(await world.run(app, () => failures.remote())).toEqual([
    ["spawn no-such-program ENOENT", "ENOENT", "spawn no-such-program", "no-such-program", ["an argument"]],
    "spawn /etc/passwd EACCES",
    ["spawnSync true ENOENT", null],
    [null, "SIGTERM"],
    7,
    "0\n",
    "sleep",
    ["sleep", "60"],
  ]);
});

test.for(everyNumberOfThreads)("programs are found where the container has them, with %i threads", async (threads) => {
  await using world = await start(threads);
  const results = await world.run(app, () =>
    mounted.remote([
      ["write", "/data/tool", '#!/bin/sh\necho "tool $1 in $PWD"\n'],
      ["execFileSync", "/data/tool x"],
      ["executable", "/data/tool"],
      ["execFileSync", "/data/tool x"],
      ["execSync", "cd /data && PATH=/data:$PATH tool y"],
    ]),
  );
  expect(results).toEqual(["EACCES", `tool x in ${process.cwd()}\n`, "tool y in /data\n"]);
});

test.for(everyNumberOfThreads)("a mount that is read only is so for programs, with %i threads", async (threads) => {
  await using world = await start(threads);
  await world.run(app, () => mounted.remote([["write", "/data/a", "kept"]]));
  const results = await world.run(app, () =>
    readOnly.remote([
      ["execSync", "cat /data/a; echo x > /data/a || echo refused; rm /data/a || echo refused"],
      ["read", "/data/a"],
    ]),
  );
  expect(results).toEqual(["keptrefused\nrefused\n", "kept"]);
});

test.for(everyNumberOfThreads)("programs find the local files of an image, with %i threads", async (threads) => {
  await using world = await start(threads);
  const results = await world.run(app, () =>
    withFiles.remote([
      ["execSync", "ls /srv/added; grep -c withFiles /srv/added/app.ts; echo new > /srv/added/app.ts"],
      ["read", "/srv/added/app.ts"],
    ]),
  );
  expect(results).toEqual([expect.stringMatching(/^app.ts\n\d+\n$/), "new\n"]);
});

test.for(everyNumberOfThreads)("tools that people use work on a mount, with %i threads", async (threads) => {
  await using world = await start(threads);
  const git = "git -C /data/repo -c user.name=a -c user.email=a@example.com";
  const results = await world.run(app, () =>
    mounted.remote([
      ["execSync", "git init -q /data/repo && echo text > /data/repo/file"],
      ["execSync", `${git} add . && ${git} commit -qm first && ${git} log --format=%s`],
      ["write", "/data/repo/file", "other"],
      ["execSync", `${git} status --porcelain`],
      ["execSync", "python3 -c \"import json; json.dump([1, 2], open('/data/out.json', 'w'))\""],
      ["read", "/data/out.json"],
      ["execSync", "tar -C /data -czf /data/all.tgz repo && tar -tzf /data/all.tgz | grep -c file$"],
    ]),
  );
  expect(results).toEqual(["", "first\n", " M file\n", "", "[1, 2]", "1\n"]);
});

test.for([0, 1, 2])("without a namespace, what names the disk is refused, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private", children: "refuse" });
  const results = await world.run(app, () =>
    mounted.remote([
      ["execSync", "echo free"],
      ["write", "/data/a", "text"],
      ["execSync", "cat /data/a"],
      ["write", "/tmp/modal-emulator-own", "text"],
      ["execFileSync", "cat /tmp/modal-emulator-own"],
    ]),
  );
  expect(results).toEqual([
    "free\n",
    expect.stringMatching(
      /UnimplementedError: child_process.execSync was given "cat \/data\/a", which is in the mount/,
    ),
    expect.stringMatching(
      /UnimplementedError: child_process.execFileSync was given .*, which this container has changed/,
    ),
  ]);
});

test("an unknown way for children is refused", async () => {
  await expect(Emulator.start({ children: "overlay" as "auto" })).rejects.toThrow(
    'Emulator.start: children must be "auto", "namespace" or "refuse", not "overlay".',
  );
});

test("nothing of it is left when the world ends", async () => {
  const keepers = (): string =>
    spawnSync("pgrep", ["-P", String(process.pid), "-f", "modal-emulator /dev/shm"], { encoding: "utf8" }).stdout;
  const before = keepers();
  {
    await using world = await Emulator.start({ threads: 1, disk: "private" });
    await world.run(app, () => run.remote([["execSync", "true"]]));
  }
  await expect.poll(keepers).toBe(before);
});
