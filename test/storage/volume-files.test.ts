// Modal: docs/modal/volumes.md
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import {
  AlreadyExistsError,
  ExecutionError,
  InvalidError,
  NetworkFileSystem,
  NotFoundError,
  Volume,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../support/expect-error.js";

const data = Volume.fromName("data", { createIfMissing: true });

function put(
  volume: Volume,
  files: Readonly<Record<string, string>>,
  options: { force?: boolean } = {},
): Promise<void> {
  return volume.batchUpload((upload) => {
    for (const [path, text] of Object.entries(files)) upload.putFile(Buffer.from(text), path);
  }, options);
}

async function read(volume: Volume | NetworkFileSystem, path: string): Promise<string> {
  return Buffer.concat(await Array.fromAsync(volume.readFile(path))).toString();
}

/** A local directory with files. */
function local(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "upload-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

describe("a volume from outside of mounts", () => {
  test("is listed: listdir one level, iterdir every one; directories above files are made", async ({ world }) => {
    await world.within(async () => {
      expect(await data.listdir("/")).toEqual([]);
      await put(data, { "/b/c/d.txt": "four", "a.txt/": "1" });
      expect((await data.listdir("/")).map(({ path, type, size }) => [path, type, size])).toEqual([
        ["a.txt", "file", 1],
        ["b", "directory", 0],
      ]);
      expect((await Array.fromAsync(data.iterdir("/"))).map(({ path }) => path)).toEqual([
        "a.txt",
        "b",
        "b/c",
        "b/c/d.txt",
      ]);
      expect((await data.listdir("/b", { recursive: true })).map(({ path }) => path)).toEqual(["b/c", "b/c/d.txt"]);
      expect((await Array.fromAsync(data.iterdir("b/", { recursive: false }))).map(({ path }) => path)).toEqual([
        "b/c",
      ]);
      expect(await data.listdir("//b/./c/d.txt")).toEqual([
        { path: "b/c/d.txt", type: "file", size: 4, mtime: new Date(world.clock.now()) },
      ]);
    });
  });

  test("is read in chunks of 8 MiB, each time as a copy", async ({ world }) => {
    await world.within(async () => {
      const bytes = new Uint8Array(9 * 1024 * 1024).fill(7);
      await data.batchUpload((upload) => upload.putFile(bytes, "big"));
      bytes.fill(0);
      const chunks = await Array.fromAsync(data.readFile("big"));
      expect(chunks.map(({ length }) => length)).toEqual([8 * 1024 * 1024, 1024 * 1024]);
      chunks[0]?.fill(1);
      expect((await Array.fromAsync(data.readFile("big")))[0]?.[0]).toBe(7);
      await put(data, { empty: "" });
      expect(await Array.fromAsync(data.readFile("empty"))).toEqual([]);
    });
  });

  test("says what is missing, and takes neither globs nor ..", async ({ world }) => {
    await world.within(async () => {
      await put(data, { "d/f": "" });
      await expectRejection(() => data.listdir("/none"), NotFoundError, '"/none"');
      await expectRejection(() => read(data, "none"), NotFoundError, '"/none"');
      await expectRejection(() => read(data, "d"), InvalidError, '"/d" is a directory');
      await expectRejection(() => data.removeFile("none"), NotFoundError, '"/none"');
      await expectRejection(() => data.removeFile("d"), InvalidError, '"/d" is a directory', "recursive: true");
      await expectRejection(() => data.removeFile("/", { recursive: true }), InvalidError, "root");
      await expectRejection(() => data.listdir("d/*"), InvalidError, "no glob");
      await expectRejection(() => data.listdir("../d"), InvalidError, 'without ".."', '"../d"');
      expectError(() => data.readFile("d/../.."), InvalidError, 'without ".."');
      // @ts-expect-error a string
      await expectRejection(() => data.listdir("d", { recursive: "yes" }), InvalidError, '"recursive"', '"yes"');
    });
  });

  test("loses files and whole directories", async ({ world }) => {
    await world.within(async () => {
      await put(data, { "d/a": "1", "d/b/c": "2", e: "3" });
      await data.removeFile("d/a");
      await data.removeFile("d/b", { recursive: true });
      expect((await Array.fromAsync(data.iterdir("/"))).map(({ path }) => path)).toEqual(["d", "e"]);
    });
  });

  test("copies as cp does", async ({ world }) => {
    await world.within(async () => {
      const second = Volume.fromName("second", { createIfMissing: true, version: 2 });
      await put(second, { a: "1", b: "2", "d/x": "3" });
      await second.copyFiles(["a"], "c");
      await second.copyFiles(["a", "b"], "d");
      await second.copyFiles(["d"], "e", { recursive: true });
      await second.copyFiles(["d"], "e", { recursive: true });
      expect((await Array.fromAsync(second.iterdir("/"))).map(({ path }) => path)).toEqual([
        "a",
        "b",
        "c",
        "d",
        "d/a",
        "d/b",
        "d/x",
        "e",
        "e/a",
        "e/b",
        "e/d",
        "e/d/a",
        "e/d/b",
        "e/d/x",
        "e/x",
      ]);
      expect(await read(second, "e/d/x")).toBe("3");
      await expectRejection(() => second.copyFiles(["a", "b"], "new"), InvalidError, "into a directory", '"/new"');
      await expectRejection(() => second.copyFiles(["none"], "new"), NotFoundError, '"/none"');
      await expectRejection(
        () => second.copyFiles(["d"], "new"),
        InvalidError,
        '"/d" is a directory',
        "recursive: true",
      );
      await expectRejection(() => second.copyFiles(["d"], "d/y", { recursive: true }), InvalidError, "into itself");
      await expectRejection(() => data.copyFiles(["d"], "e", { recursive: true }), InvalidError, "version 2");
    });
  });

  test("keeps its data and its id under another name", async ({ world }) => {
    await world.within(async () => {
      await put(data, { a: "1" });
      await Volume.rename("data", "moved");
      const moved = await Volume.fromName("moved").hydrate();
      expect(moved.objectId).toBe(data.objectId);
      expect(await read(moved, "a")).toBe("1");
      await expectRejection(() => Volume.fromName("data").hydrate(), NotFoundError, 'Volume "data"');
      await expectRejection(() => Volume.rename("none", "x"), NotFoundError, 'Volume "none"');
      await Volume.objects.create("data");
      await expectRejection(() => Volume.rename("moved", "data"), AlreadyExistsError, 'Volume "data"');
      await Volume.delete("data");
      await expectRejection(() => Volume.delete("data"), NotFoundError, 'Volume "data"');
    });
  });

  test("has a version: 1 unless told otherwise", async ({ world }) => {
    await world.within(async () => {
      await data.hydrate();
      await Volume.fromName("data", { version: 1 }).hydrate();
      await expectRejection(
        () => Volume.fromName("data", { version: 2 }).hydrate(),
        InvalidError,
        "exists but has version 1",
      );
      await expectRejection(
        () => Volume.fromName("new", { version: 3, createIfMissing: true }).hydrate(),
        InvalidError,
        "either 1 or 2",
      );
      await expectRejection(() => Volume.objects.create("new", { version: 0 }), InvalidError, "either 1 or 2");
    });
  });

  test("cannot be committed or reloaded", async ({ world }) => {
    await expectRejection(() => world.within(() => data.commit()), ExecutionError, 'Volume "data" is not mounted here');
    await expectRejection(() => world.within(() => data.reload()), ExecutionError, 'Volume "data" is not mounted here');
    await expectRejection(() => data.commit(), ExecutionError, "no world is in sight");
  });

  test("readOnly() refuses writes through the handle, mount options do not", async ({ world }) => {
    await world.within(async () => {
      const readOnly = data.readOnly();
      await expectRejection(() => put(readOnly, { a: "1" }), InvalidError, "can not be written");
      await expectRejection(() => readOnly.removeFile("a"), InvalidError, "can not be written");
      await expectRejection(() => readOnly.copyFiles(["a"], "b"), InvalidError, "can not be written");
      expectError(() => readOnly.withMountOptions({ subPath: "a" }), InvalidError, "cannot be combined");
      expectError(() => data.withMountOptions({ readOnly: true }).readOnly(), InvalidError, "cannot be combined");
      await put(data.withMountOptions({ readOnly: true }), { a: "1" });
      expect(await read(readOnly, "a")).toBe("1");
    });
  });
});

describe("batchUpload", () => {
  test("uploads local files and directories, without empty directories", async ({ world }) => {
    const directory = local({ "a.txt": "1", "sub/b.txt": "2" });
    mkdirSync(join(directory, "empty"));
    symlinkSync(join(directory, "a.txt"), join(directory, "link"));
    await world.within(async () => {
      await data.batchUpload((upload) => {
        upload.putDirectory(directory, "/all");
        upload.putDirectory(directory, "flat", { recursive: false });
        upload.putFile(join(directory, "a.txt"), "/one");
      });
      expect(
        (await Array.fromAsync(data.iterdir("/"))).filter(({ type }) => type === "file").map(({ path }) => path),
      ).toEqual(["all/a.txt", "all/link", "all/sub/b.txt", "flat/a.txt", "flat/link", "one"]);
    });
  });

  test("uploads nothing if its body fails, or a local file is missing", async ({ world }) => {
    await world.within(async () => {
      const failing = data.batchUpload((upload) => {
        upload.putFile(Buffer.from("1"), "a");
        throw new RangeError("no");
      });
      await expectRejection(() => failing, RangeError, "no");
      let isOver = false;
      const missing = (): Promise<void> =>
        data.batchUpload((upload) => {
          upload.putFile(Buffer.from("1"), "a");
          upload.putFile("/no/such/file", "b");
          isOver = true;
        });
      await expectRejection(missing, NotFoundError, '"/no/such/file"', "ENOENT");
      expect([isOver, await data.listdir("/")]).toEqual([true, []]);
    });
  });

  test("leaves what exists, without force, and all of the rest with it", async ({ world }) => {
    await world.within(async () => {
      await put(data, { a: "1", "d/x": "2" });
      await expectRejection(() => put(data, { b: "3", a: "4" }), AlreadyExistsError, '"/a"', "force: true");
      expect((await data.listdir("/")).map(({ path }) => path)).toEqual(["a", "d"]);
      await put(data, { a: "4" }, { force: true });
      expect(await read(data, "a")).toBe("4");
      await expectRejection(() => put(data, { d: "5" }, { force: true }), InvalidError, '"/d" is a directory');
    });
  });

  test("checks what it is told", async ({ world }) => {
    const upload = (body: Parameters<Volume["batchUpload"]>[0]) => () => world.within(() => data.batchUpload(body));
    await expectRejection(
      upload((to) => to.putFile(Buffer.from("1"), "/")),
      InvalidError,
      "the name of a file",
      '"/"',
    );
    await expectRejection(
      upload((to) => to.putFile(Buffer.from("1"), "../a")),
      InvalidError,
      'without ".."',
    );
    await expectRejection(
      // @ts-expect-error a number
      upload((to) => to.putFile(3, "a")),
      InvalidError,
      "a local path or bytes",
      "got 3",
    );
    await expectRejection(
      upload((to) => to.putFile("a", "a", { mode: 0o1777 })),
      InvalidError,
      '"mode"',
      "0o644",
    );
    await expectRejection(
      upload((to) => to.putDirectory("/no/such/directory", "a")),
      InvalidError,
      "is not a directory",
    );
  });
});

describe("a network file system from outside of mounts", () => {
  const shared = NetworkFileSystem.fromName("shared", { createIfMissing: true });

  test("writes, reads, lists with globs and removes", async ({ world }) => {
    await world.within(async () => {
      expect(await shared.writeFile("/logs/a.txt", "été")).toBe(5);
      await shared.writeFile("logs/deep/b.txt", Buffer.from("2"));
      await shared.writeFile("logs/a.txt", "1");
      expect(await read(shared, "logs/a.txt")).toBe("1");
      expect((await shared.listdir("/logs")).map(({ path }) => path)).toEqual(["logs/a.txt", "logs/deep"]);
      expect((await shared.listdir("/logs/*.txt")).map(({ path }) => path)).toEqual(["logs/a.txt"]);
      expect((await Array.fromAsync(shared.iterdir("/**/*.txt"))).map(({ path }) => path)).toEqual([
        "logs/a.txt",
        "logs/deep/b.txt",
      ]);
      await shared.removeFile("logs", { recursive: true });
      expect(await shared.listdir("/")).toEqual([]);
      await expectRejection(() => read(shared, "logs/a.txt"), NotFoundError, '"/logs/a.txt"');
    });
  });

  test("takes local files and directories under their own names", async ({ world }) => {
    const directory = local({ "a.txt": "1", "sub/b.txt": "2" });
    await world.within(async () => {
      await shared.addLocalFile(join(directory, "a.txt"));
      await shared.addLocalDir(join(directory, "sub"));
      await shared.addLocalDir(directory, "/all");
      expect((await shared.listdir("/**")).filter(({ type }) => type === "file").map(({ path }) => path)).toEqual([
        "a.txt",
        "all/a.txt",
        "all/sub/b.txt",
        "sub/b.txt",
      ]);
    });
  });

  test("cannot have the name of a volume; its ids begin with sv-", async ({ world }) => {
    await world.within(async () => {
      await data.hydrate();
      await expectRejection(() => NetworkFileSystem.fromName("data").hydrate(), InvalidError, '"data" is a Volume');
      await expectRejection(
        () => NetworkFileSystem.fromName("data", { createIfMissing: true }).hydrate(),
        InvalidError,
        '"data" is a Volume',
      );
      expect((await shared.hydrate()).objectId).toMatch(/^sv-/);
      await NetworkFileSystem.delete("shared");
      await expectRejection(() => shared.hydrate(), NotFoundError, "NetworkFileSystem sv-");
    });
  });
});
