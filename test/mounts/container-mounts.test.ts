import { setImmediate } from "node:timers/promises";
import { Volume } from "memfs";
import { describe, expect, test } from "vitest";
import { perform } from "../../src/emulator/lanes/mounts/fs/operation.js";
import { MemfsCore } from "../../src/emulator/lanes/mounts/tree/memfs-core.js";
import { MountNode } from "../../src/emulator/lanes/mounts/tree/mount-node.js";
import type { FileChange } from "../../src/contract/stored-file.js";
import { caller, mountAt, mounted, storedDirectory, storedFile } from "./mounted.js";

const files: readonly FileChange[] = [
  ["d", storedDirectory],
  ["d/f", storedFile("content")],
  ["g", storedFile("g")],
];

describe("changes", () => {
  test("the content of a changed file is copied once, and not again until it is written to", () => {
    const mounts = mounted(mountAt("/data", files));
    const call = caller(mounts);
    call("appendFileSync", "/data/d/f", "!");
    const [[path, first] = []] = mounts.takeChanges("/data");
    expect([path, first?.kind === "file" && Buffer.from(first.content).toString()]).toEqual(["d/f", "content!"]);
    call("chmodSync", "/data/d/f", 0o600);
    const [[, second] = []] = mounts.takeChanges("/data");
    expect(second?.kind === "file" && first?.kind === "file" && second.content === first.content).toBe(true);
    call("writeFileSync", "/data/d/f", "X", { flag: "r+" });
    expect(first?.kind === "file" && Buffer.from(first.content).toString()).toBe("content!"); // what was stored stays
    expect(call("readFileSync", "/data/d/f", "utf8")).toBe("Xontent!");
  });

  test("what is stored is neither copied nor changed by reading, and not written through", () => {
    const [, , [, stored] = []] = files;
    const mounts = mounted(mountAt("/data", files));
    const call = caller(mounts);
    expect(call("readFileSync", "/data/g", "utf8")).toBe("g");
    expect(mounts.takeChanges("/data")).toEqual([]);
    call("writeFileSync", "/data/g", "other");
    expect(stored?.kind === "file" && Buffer.from(stored.content).toString()).toBe("g");
  });

  test("one removal stands for a directory and all that was in it; what came and went is no change", () => {
    const mounts = mounted(mountAt("/data", files));
    const call = caller(mounts);
    call("rmSync", "/data/d", { recursive: true });
    call("mkdirSync", "/data/tmp");
    call("writeFileSync", "/data/tmp/x", "");
    call("renameSync", "/data/tmp/x", "/data/g");
    call("rmdirSync", "/data/tmp");
    expect(mounts.takeChanges("/data").map(([path, file]) => [path, file?.kind ?? null])).toEqual([
      ["d", null],
      ["g", "file"],
    ]);
  });

  test("changes of several mounts are kept apart, and one inside another is not part of it", () => {
    const mounts = mounted(mountAt("/data"), mountAt("/data/inner"));
    const call = caller(mounts);
    call("writeFileSync", "/data/a", "");
    call("writeFileSync", "/data/inner/b", "");
    expect(
      [mounts.takeChanges("/data"), mounts.takeChanges("/data/inner")].map((changes) => changes.map(([path]) => path)),
    ).toEqual([["a"], ["b"]]);
    expect(() => call("renameSync", "/data/a", "/data/inner/a")).toThrow(
      "EXDEV: cross-device link not permitted, rename '/data/a' -> '/data/inner/a'",
    );
    expect(() => call("rmSync", "/data", { recursive: true })).toThrow(
      "EBUSY: resource busy or locked, rmdir '/data/inner'",
    );
  });

  test("open files are known, also by what they are called after a rename", () => {
    const mounts = mounted(mountAt("/data", files), mountAt("/other"));
    const call = caller(mounts);
    expect(mounts.openPath("/data")).toBeUndefined();
    const fd = call("openSync", "/data/d/f") as number;
    call("renameSync", "/data/d", "/data/e");
    expect([mounts.openPath("/data"), mounts.openPath("/other")]).toEqual(["/data/e/f", undefined]);
    call("closeSync", fd);
    expect(mounts.openPath("/data")).toBeUndefined();
  });
});

describe("a read-only mount", () => {
  const tries: readonly (readonly [name: string, ...args: unknown[]])[] = [
    ["writeFileSync", "/data/g", "x"],
    ["writeFileSync", "/data/new", "x"],
    ["appendFileSync", "/data/g", "x"],
    ["openSync", "/data/g", "r+"],
    ["truncateSync", "/data/g"],
    ["mkdirSync", "/data/n"],
    ["mkdirSync", "/data/n/m", { recursive: true }],
    ["mkdtempSync", "/data/t"],
    ["rmSync", "/data/d", { recursive: true }],
    ["rmdirSync", "/data/d"],
    ["unlinkSync", "/data/g"],
    ["renameSync", "/data/g", "/data/h"],
    ["linkSync", "/data/g", "/data/h"],
    ["symlinkSync", "g", "/data/h"],
    ["chmodSync", "/data/g", 0o600],
    ["chownSync", "/data/g", 1, 1],
    ["lchownSync", "/data/g", 1, 1],
    ["utimesSync", "/data/g", 1, 1],
    ["lutimesSync", "/data/g", 1, 1],
    ["copyFileSync", "/data/g", "/data/h"],
    ["cpSync", "/data/g", "/data/h"],
    ["accessSync", "/data/g", 2],
    ["writeFileSync", "/rw/through", "x"],
    ["unlinkSync", "/rw/into/g"],
    ["renameSync", "/rw/into/g", "/rw/into/h"],
  ];

  test.each(tries)("%s %s: EROFS, and nothing is changed", (name, ...args) => {
    const mounts = mounted(mountAt("/data", files, true), mountAt("/rw"));
    const call = caller(mounts);
    call("symlinkSync", "/data/g", "/rw/through");
    call("symlinkSync", "/data", "/rw/into");
    mounts.takeChanges("/rw");
    const before = call("readdirSync", "/data", { recursive: true });
    const failure = ((): unknown => {
      try {
        return call(String(name), ...args);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toMatchObject({ code: "EROFS", errno: -30 });
    expect((failure as Error).message).toMatch(/^EROFS: read-only file system, \w+ '.*\/(?:data|rw)/);
    expect([
      call("readdirSync", "/data", { recursive: true }),
      call("readFileSync", "/data/g", "utf8"),
      mounts.takeChanges("/data"),
      mounts.takeChanges("/rw"),
    ]).toEqual([before, "g", [], []]);
  });

  test("what changes nothing works, and what is not there is said to be so", () => {
    const call = caller(mounted(mountAt("/data", files, true)));
    expect([
      call("readFileSync", "/data/g", "utf8"),
      call("existsSync", "/data/d"),
      call("mkdirSync", "/data/d", { recursive: true }),
      call("rmSync", "/data/none", { force: true }),
    ]).toEqual(["g", true, undefined, undefined]);
    expect(() => call("unlinkSync", "/data/none")).toThrow("ENOENT");
    expect(() => call("mkdirSync", "/data/d")).toThrow("EEXIST");
    expect(() => call("openSync", "/data/none", "r+")).toThrow("ENOENT");
  });
});

test("a link out of the mounts leads nowhere, and nothing can be made through it", () => {
  const mounts = mounted(mountAt("/mnt/data"));
  const call = caller(mounts);
  call("symlinkSync", "/etc/passwd", "/mnt/data/passwd");
  call("symlinkSync", "/mnt/outside", "/mnt/data/beside");
  call("symlinkSync", "../..", "/mnt/data/up");
  expect(() => call("readFileSync", "/mnt/data/passwd")).toThrow("ENOENT");
  expect(() => call("writeFileSync", "/mnt/data/beside", "x")).toThrow(/EACCES|ENOENT/);
  expect(() => call("mkdirSync", "/mnt/data/up/x")).toThrow("EACCES");
  expect(() => call("chmodSync", "/mnt/data/up", 0)).toThrow("EACCES");
  expect(call("readdirSync", "/mnt/data/up")).toEqual(["mnt"]);
});

describe("watching", () => {
  test("watchers hear of changes by the container and of what is applied, after the code that made them", async () => {
    const mounts = mounted(mountAt("/data", files));
    const call = caller(mounts);
    const heard: unknown[] = [];
    const watcher = mounts.watchers.watch("/data", (type: string, name: string) => void heard.push([type, name]));
    const deep = mounts.watchers.watch(
      "/data",
      { recursive: true },
      (_type: string, name: string) => void heard.push(name),
    );
    mounts.watchers.watchFile(
      "/data/g",
      {},
      (current: { size: number }, previous: { size: number }) => void heard.push([previous.size, current.size]),
    );
    call("writeFileSync", "/data/g", "longer");
    call("unlinkSync", "/data/d/f");
    expect(heard).toEqual([]);
    await setImmediate();
    expect(heard).toEqual([["change", "g"], "g", ["change", "g"], "g", "d/f", [1, 6]]);
    heard.length = 0;
    deep.close();
    mounts.watchers.unwatchFile("/data/g");
    mounts.apply("/data", [
      ["new", storedFile("new")],
      ["g", null],
    ]);
    watcher.close();
    call("writeFileSync", "/data/late", "");
    await setImmediate();
    expect(heard).toEqual([
      ["rename", "new"],
      ["rename", "g"],
    ]);
  });

  test("fs.promises.watch ends with its signal", async () => {
    const mounts = mounted(mountAt("/data"));
    const abort = new AbortController();
    const events = (
      perform(mounts.fs.promises["watch"], ["/data", { signal: abort.signal }]) as AsyncIterable<unknown>
    )[Symbol.asyncIterator]();
    const next = events.next();
    caller(mounts)("writeFileSync", "/data/x", "");
    expect(await next).toEqual({ done: false, value: { eventType: "rename", filename: "x" } });
    abort.abort();
    await expect(events.next()).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("what is used of memfs beyond its public interface", () => {
  test("is there", () => {
    const { _core: volume } = new Volume();
    const core = volume as unknown as Record<string, unknown>;
    for (const name of [
      "reset",
      "walk",
      "createNode",
      "newFdNumber",
      "getFileByFd",
      "open",
      "read",
      "write",
      "ftruncate",
      "mkdir",
      "mkdirp",
      "futimes",
      "utimes",
      "chmod",
      "fchmod",
      "chown",
      "lchown",
      "fchown",
      "close",
    ])
      expect(core[name], name).toBeTypeOf("function");
    expect([core["fds"], core["releasedFds"]]).toEqual([{}, []]);
    const root = core["root"] as Record<string, unknown>;
    for (const name of ["getNode", "getPath", "createChild", "setChild", "deleteChild"])
      expect(root[name], name).toBeTypeOf("function");
    expect([root["children"], root["steps"], "parent" in root]).toEqual([expect.any(Map), [""], true]);
    volume.open("/x", 0o102, 0o644);
    const [file] = Object.values(core["fds"] as object) as readonly Record<string, unknown>[];
    const { link, node } = file as { link: Record<string, unknown>; node: unknown };
    expect([file, link["name"], link["steps"]]).toEqual([
      expect.objectContaining({ fd: expect.any(Number) as number, flags: 0o102, position: 0 }),
      "x",
      ["", "x"],
    ]);
    expect((link["getNode"] as () => unknown)()).toBe(node);
  });

  test("is left to the tree, with arguments read: nothing of it happens in memfs itself", () => {
    const left: unknown[] = [];
    const note =
      (name: string) =>
      (...args: unknown[]): never =>
        left.push([name, ...args]) as never;
    const names = "open mkdir mkdirp chmod fchmod chown lchown fchown utimes futimes".split(" ");
    const core = new MemfsCore(Volume, (mode) => new MountNode({ now: 1 }, 1, mode));
    core.leaveToTree({ find: note("find"), ...Object.fromEntries(names.map((name) => [name, note(name)])) } as never);
    const { volume } = core;
    volume.openSync("/f", "w+", "640");
    volume.mkdirSync("/d", 0o700);
    volume.mkdirSync("/d/e", { recursive: true });
    volume.chmodSync("/f", "600");
    volume.fchmodSync(9, 0o600);
    volume.chownSync("/f", 1, 2);
    volume.lchownSync("/f", 1, 2);
    volume.fchownSync(9, 1, 2);
    volume.utimesSync("/f", new Date(3000), "4");
    volume.lutimesSync("/f", 3, 4);
    volume.futimesSync(9, 3, 4);
    expect(left).toEqual([
      ["open", "/f", 0o1102, 0o640, true],
      ["mkdir", "/d", 0o700],
      ["mkdirp", "/d/e", 0o777],
      ["chmod", "/f", 0o600],
      ["fchmod", 9, 0o600],
      ["chown", "/f", 1, 2],
      ["lchown", "/f", 1, 2],
      ["fchown", 9, 1, 2],
      ["utimes", "/f", 3, 4, true],
      ["utimes", "/f", 3, 4, false],
      ["futimes", 9, 3, 4],
    ]);
  });

  test("does what it is replaced for: memfs asks the tree for nodes, ways and numbers, and tells it what it does", () => {
    const mounts = mounted(mountAt("/data"));
    const call = caller(mounts);
    const fd = call("openSync", "/data/x", "w+", 0o640) as number;
    expect(fd).toBe(0x4000_0000);
    call("writeSync", fd, "abc");
    expect(mounts.takeChanges("/data").map(([path]) => path)).toEqual(["x"]);
    call("writeSync", fd, "d", 0);
    expect(mounts.takeChanges("/data").map(([path]) => path)).toEqual(["x"]);
    call("ftruncateSync", fd, 1);
    expect(
      mounts
        .takeChanges("/data")
        .map(([path, file]) => [path, file?.kind === "file" && Buffer.from(file.content).toString()]),
    ).toEqual([["x", "d"]]);
  });
});
