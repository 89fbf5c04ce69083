// Modal: docs/modal/sandboxes.md#sandbox-files
import { mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type FileWatchEvent,
  InvalidError,
  SandboxFilesystemDirectoryNotEmptyError,
  SandboxFilesystemIsADirectoryError,
  SandboxFilesystemNotADirectoryError,
  SandboxFilesystemNotFoundError,
  SandboxFilesystemPathAlreadyExistsError,
  SandboxFilesystemPermissionError,
  Volume,
} from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { inPlace, outcome, RUNTIMES } from "./with-sandbox.js";

test.for(RUNTIMES)("files are written and read, data first, with the folders above: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const { filesystem } = await make();
      await filesystem.writeText("h\u00e4llo", "/srv/deep/a.txt");
      expect(await filesystem.readText("/srv/deep/a.txt")).toBe("h\u00e4llo");
      await filesystem.writeBytes(new Uint8Array([0, 255]), "/srv/deep/b.bin");
      expect(await filesystem.readBytes("/srv/deep/b.bin")).toEqual(new Uint8Array([0, 255]));
      await filesystem.writeBytes(new Uint8Array([1]).buffer, "/srv/deep/b.bin");
      expect(await filesystem.readBytes("/srv/deep/b.bin")).toEqual(new Uint8Array([1]));
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("a folder has files with all that is known of them: %s", (sandboxes) =>
  inPlace(
    async ({ make, world }) => {
      const sandbox = await make();
      const { filesystem } = sandbox;
      await filesystem.makeDirectory("/srv/a");
      await filesystem.writeText("12345", "/srv/a/file");
      await outcome(sandbox, "ln", "-s", "file", "/srv/a/link");
      await outcome(sandbox, "chmod", "750", "/srv/a/file");
      const [file, link, ...others] = await filesystem.listFiles("/srv/a");
      expect(others).toEqual([]);
      expect(file).toMatchObject({
        name: "file",
        path: "/srv/a/file",
        type: "file",
        size: 5,
        mode: 0o750,
        permissions: "rwxr-x---",
        owner: "root",
        group: "root",
        modifiedTime: new Date(world.clock.now()),
      });
      expect([file?.isFile(), file?.isDir(), file?.isSymlink()]).toEqual([true, false, false]);
      expect(link).toMatchObject({ name: "link", type: "symlink", symlinkTarget: "file" });
      expect(await filesystem.stat("/srv/a/link")).toMatchObject({ type: "symlink" });
      expect((await filesystem.stat("/srv/a")).isDir()).toBe(true);
      expect(await filesystem.readText("/srv/a/link")).toBe("12345");
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("folders are made and removed: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const { filesystem } = await make();
      await filesystem.makeDirectory("/srv/a/b");
      await filesystem.makeDirectory("/srv/a/b");
      await filesystem.makeDirectory("/srv/a/c", { createParents: false });
      await filesystem.remove("/srv/a/c");
      await filesystem.writeText("x", "/srv/a/b/x");
      await filesystem.remove("/srv/a/b/x");
      await filesystem.remove("/srv/a", { recursive: true });
      expect(await filesystem.listFiles("/srv")).toEqual([]);
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("what is in the way is said by its own error: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const { filesystem } = await make();
      await filesystem.writeText("x", "/srv/file");
      await filesystem.writeText("x", "/srv/dir/x");
      const cases: [() => Promise<unknown>, typeof SandboxFilesystemNotFoundError, string][] = [
        [() => filesystem.readText("/none"), SandboxFilesystemNotFoundError, "/none"],
        [() => filesystem.readBytes("/srv"), SandboxFilesystemIsADirectoryError, "/srv"],
        [() => filesystem.writeText("x", "/srv/dir"), SandboxFilesystemIsADirectoryError, "/srv/dir"],
        [() => filesystem.writeText("x", "/srv/file/x"), SandboxFilesystemNotADirectoryError, "/srv/file"],
        [() => filesystem.listFiles("/srv/file"), SandboxFilesystemNotADirectoryError, "/srv/file"],
        [() => filesystem.listFiles("/none"), SandboxFilesystemNotFoundError, "/none"],
        [() => filesystem.stat("/none"), SandboxFilesystemNotFoundError, "/none"],
        [() => filesystem.remove("/none"), SandboxFilesystemNotFoundError, "/none"],
        [() => filesystem.remove("/srv/dir"), SandboxFilesystemDirectoryNotEmptyError, "/srv/dir"],
        [
          () => filesystem.makeDirectory("/srv/dir", { createParents: false }),
          SandboxFilesystemPathAlreadyExistsError,
          "/srv/dir",
        ],
        [
          () => filesystem.makeDirectory("/none/a", { createParents: false }),
          SandboxFilesystemNotFoundError,
          "/none/a",
        ],
        [() => filesystem.makeDirectory("/srv/file"), SandboxFilesystemPathAlreadyExistsError, "/srv/file"],
      ];
      for (const [body, kind, path] of cases) await expectRejection(body, kind, path);
    },
    { sandboxes },
  ),
);

test("paths are absolute, and data comes first", () =>
  inPlace(async ({ make }) => {
    const { filesystem } = await make();
    for (const body of [
      () => filesystem.readText("a"),
      () => filesystem.readBytes(""),
      () => filesystem.writeText("x", "a/b"),
      () => filesystem.listFiles("./a"),
      () => filesystem.makeDirectory("a"),
      () => filesystem.remove("a"),
      () => filesystem.stat("a"),
      () => filesystem.readText("/a\0b"),
      () => filesystem.watch("a").next(),
    ])
      await expectRejection(body, InvalidError, "absolute path");
    // @ts-expect-error bytes
    await expectRejection(() => filesystem.writeText(new Uint8Array(), "/a"), TypeError, "text first");
    // @ts-expect-error text
    await expectRejection(() => filesystem.writeBytes("x", "/a"), TypeError, "bytes first");
    const unknown = { parents: true } as never;
    await expectRejection(() => filesystem.makeDirectory("/a", unknown), InvalidError, 'Unknown option "parents"');
  }));

test("files go to and fro between this machine and the sandbox", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-files-"));
  await writeFile(join(folder, "in"), "from here");
  await inPlace(async ({ make }) => {
    const { filesystem } = await make();
    await filesystem.copyFromLocal(join(folder, "in"), "/srv/x/in");
    expect(await filesystem.readText("/srv/x/in")).toBe("from here");
    await filesystem.copyToLocal("/srv/x/in", join(folder, "out"));
    expect(await readFile(join(folder, "out"), "utf8")).toBe("from here");
    await expectRejection(
      () => filesystem.copyToLocal("/none", join(folder, "none")),
      SandboxFilesystemNotFoundError,
      "/none",
    );
    expect(await readdir(folder)).toEqual(["in", "out"]);
  });
});

test.for(RUNTIMES)("what is read only cannot be written to: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const volume = Volume.fromName("kept", { createIfMissing: true });
      const { filesystem } = await make({ volumes: { "/kept": volume.withMountOptions({ readOnly: true }) } });
      await expectRejection(() => filesystem.writeText("x", "/kept/a"), SandboxFilesystemPermissionError, "/kept/a");
    },
    { sandboxes },
  ),
);

async function heard(events: AsyncIterable<FileWatchEvent>): Promise<FileWatchEvent[]> {
  const all: FileWatchEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What is told of paths. */
const happened = (type: string, ...paths: string[]): object => ({ type, eventType: type, paths });

test("who watches hears of what happens, until the time is over", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const { filesystem } = sandbox;
    const flat = heard(filesystem.watch("/srv", { timeoutMs: 5000 }));
    const deep = heard(filesystem.watch("/srv", { recursive: true, timeoutMs: 5000, filter: ["Create", "Remove"] }));
    await (await sandbox.exec("true")).wait();
    await filesystem.writeText("x", "/srv/a");
    await filesystem.writeText("y", "/srv/a");
    await filesystem.writeText("z", "/srv/sub/b");
    await outcome(sandbox, "mv", "/srv/a", "/srv/c");
    await filesystem.remove("/srv/c");
    expect(await flat).toEqual(
      expect.arrayContaining([
        happened("Create", "/srv/a"),
        happened("Modify", "/srv/a"),
        happened("Create", "/srv/sub"),
        happened("Modify", "/srv/a", "/srv/c"),
        happened("Remove", "/srv/c"),
      ]),
    );
    expect(await deep).toEqual([
      happened("Create", "/srv/a"),
      happened("Create", "/srv/sub"),
      happened("Create", "/srv/sub/b"),
      happened("Remove", "/srv/c"),
    ]);
    await expectRejection(() => filesystem.watch("/none").next(), SandboxFilesystemNotFoundError, "/none");
  }));

test("who watches hears of what real programs do", () =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      const watching = heard(sandbox.filesystem.watch("/srv", { recursive: true }));
      expect(await outcome(sandbox, "sh", "-c", "mkdir /srv/sub; echo x > /srv/sub/a")).toMatchObject({ code: 0 });
      await outcome(sandbox, "rm", "/srv/sub/a");
      await sandbox.terminate();
      expect(await watching).toEqual([
        happened("Create", "/srv/sub"),
        happened("Create", "/srv/sub/a"),
        happened("Remove", "/srv/sub/a"),
      ]);
    },
    { sandboxes: "process" },
  ));

test.for(RUNTIMES)("a watch ends with its sandbox, and when nobody listens: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      const watching = sandbox.filesystem.watch("/srv");
      const first = watching.next();
      await sandbox.filesystem.writeText("", "/srv/a");
      expect(await first).toMatchObject({ value: { paths: ["/srv/a"] } });
      expect(await watching.return()).toMatchObject({ done: true });
      const all = heard(sandbox.filesystem.watch("/srv"));
      await (await sandbox.exec("true")).wait();
      await sandbox.terminate();
      expect(await all).toEqual([]);
    },
    { sandboxes },
  ),
);
