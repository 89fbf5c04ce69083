// Modal: docs/modal/sandboxes.md#life-of-a-sandbox
import { expect, test } from "vitest";
import {
  App,
  Image,
  InvalidError,
  NotFoundError,
  SandboxFilesystemNotFoundError,
  TimeoutError,
  Volume,
} from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { inPlace, outcome, RUNTIMES } from "./with-sandbox.js";

test("each sandbox has a disk of its own, with nothing of this machine", () =>
  inPlace(async ({ make }) => {
    const [one, other] = [await make(), await make()];
    await one.filesystem.writeText("x", "/srv/own");
    await expectRejection(() => other.filesystem.readText("/srv/own"), SandboxFilesystemNotFoundError);
    await expectRejection(() => one.filesystem.stat(import.meta.filename), SandboxFilesystemNotFoundError);
    expect((await one.filesystem.listFiles("/")).map(({ name }) => name)).toEqual(
      "bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var".split(" "),
    );
  }));

test.for(RUNTIMES)("a snapshot of the disk is the image of others, ten times: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const first = await make();
      await first.filesystem.writeText("kept", "/srv/deep/a");
      await first.filesystem.remove("/etc/shells");
      const image = await first.snapshotFilesystem();
      await first.filesystem.writeText("later", "/srv/deep/a");
      await first.terminate();
      const forks = await Promise.all(Array.from({ length: 10 }, () => make({ image })));
      for (const [index, fork] of forks.entries()) {
        expect(await fork.filesystem.readText("/srv/deep/a")).toBe("kept");
        await expectRejection(() => fork.filesystem.stat("/etc/shells"), SandboxFilesystemNotFoundError);
        await fork.filesystem.writeText(String(index), "/srv/deep/a");
      }
      for (const [index, fork] of forks.entries())
        expect((await outcome(fork, "cat", "/srv/deep/a")).stdout).toBe(String(index));
      const again = await forks[0]?.snapshotFilesystem();
      expect(await (await make({ ...(again && { image: again }) })).filesystem.readText("/srv/deep/a")).toBe("0");
    },
    { sandboxes },
  ),
);

test("a snapshot lives as long as it is to", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make({ timeoutMs: 86_400_000 });
    const [short, long, kept] = [
      await sandbox.snapshotFilesystem({ ttlMs: 60_000 }),
      await sandbox.snapshotFilesystem(),
      await sandbox.snapshotFilesystem({ ttlMs: null }),
    ];
    await world.clock.advance({ minutes: 2 });
    await expectRejection(() => make({ image: short }), NotFoundError, "was deleted");
    expect((await make({ image: long })).objectId).toMatch(/^sb-/);
    await world.clock.advance({ days: 31 });
    await expectRejection(() => make({ image: long }), NotFoundError, "was deleted");
    expect((await make({ image: kept })).objectId).toMatch(/^sb-/);
  }));

test("what a snapshot takes is checked", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    for (const options of [{ timeoutMs: 0 }, { ttlMs: -1 }, { timeoutMs: Number.NaN }])
      await expectRejection(() => sandbox.snapshotFilesystem(options), InvalidError, "more than 0");
    await expectRejection(() => sandbox.snapshotDirectory("tmp"), InvalidError, "absolute path");
    await expectRejection(() => sandbox.snapshotDirectory("/none"), SandboxFilesystemNotFoundError, "/none");
    await expectRejection(() => sandbox.reloadVolumes({ timeoutMs: 0 }), InvalidError, "more than 0");
  }));

test("a sandbox that has not started does not answer in time", () =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      await expectRejection(() => sandbox.snapshotFilesystem({ timeoutMs: 1000 }), TimeoutError, "within 1000");
      expect(await sandbox.snapshotFilesystem({ timeoutMs: 60_000 })).toBeInstanceOf(Image);
    },
    { coldStartMs: 5000 },
  ));

test.for(RUNTIMES)(
  "a folder is taken as a snapshot, and mounted elsewhere in the place of what is there: %s",
  (sandboxes) =>
    inPlace(
      async ({ make }) => {
        const [one, other] = [await make(), await make()];
        await one.filesystem.writeText("shared", "/srv/data/sub/a");
        const image = await one.snapshotDirectory("/srv/data");
        await other.filesystem.writeText("covered", "/mnt/data/b");
        await other.mountImage("/mnt/data", image);
        expect(await other.filesystem.readText("/mnt/data/sub/a")).toBe("shared");
        await expectRejection(() => other.filesystem.stat("/mnt/data/b"), SandboxFilesystemNotFoundError);
        await other.mountImage("/mnt/data");
        expect(await other.filesystem.listFiles("/mnt/data")).toEqual([]);
        await other.unmountImage("/mnt/data");
        expect(await other.filesystem.readText("/mnt/data/b")).toBe("covered");
        await other.mountImage("/fresh", image);
        await other.unmountImage("/fresh");
        await expectRejection(() => other.filesystem.stat("/fresh"), SandboxFilesystemNotFoundError);
      },
      { sandboxes },
    ),
);

test("what is mounted is an image that is built", () =>
  inPlace(async ({ make, app }) => {
    const sandbox = await make();
    await expectRejection(() => sandbox.mountImage("/a", Image.debianSlim()), InvalidError, "image.build(app)");
    // @ts-expect-error a text
    await expectRejection(() => sandbox.mountImage("/a", "im-1"), TypeError, "takes an Image");
    await expectRejection(() => sandbox.mountImage("a"), InvalidError, "absolute path");
    await expectRejection(() => sandbox.mountImage("/a", Image.fromId("im-none")), NotFoundError, "im-none");
    const built = await Image.debianSlim().env({ A: "1" }).build(app);
    await sandbox.mountImage("/a", built);
    await expectRejection(() => sandbox.unmountImage("/b"), SandboxFilesystemNotFoundError, "/b");
  }));

test.for(RUNTIMES)("an image gives its files, its variables and its folder: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const image = Image.debianSlim()
        .addLocalFile(import.meta.filename, "/srv/test.ts", { copy: true })
        .env({ LEVEL: "debug" })
        .workdir("/srv/work");
      const sandbox = await make({ image });
      expect(await sandbox.filesystem.readText("/srv/test.ts")).toContain("an image gives its files");
      expect((await outcome(sandbox, "printenv", "LEVEL")).stdout).toBe("debug\n");
      expect((await outcome(sandbox, "pwd")).stdout).toBe("/srv/work\n");
    },
    { sandboxes },
  ),
);

test.for([0, 2])(
  "volumes are shared: committed as it ends and now and then, reloaded when asked, %i threads",
  (threads) =>
    inPlace(
      async ({ make }) => {
        const volume = Volume.fromName("shared", { createIfMissing: true });
        const [one, other] = [await make({ volumes: { "/v": volume } }), await make({ volumes: { "/v": volume } })];
        await one.filesystem.writeText("1", "/v/a");
        await one.reloadVolumes();
        await expectRejection(() => other.filesystem.readText("/v/a"), SandboxFilesystemNotFoundError);
        await other.reloadVolumes();
        expect(await other.filesystem.readText("/v/a")).toBe("1");
        await other.filesystem.writeText("2", "/v/b");
        await other.terminate({ wait: true });
        await one.reloadVolumes();
        expect(await one.filesystem.readText("/v/b")).toBe("2");
        expect(await volume.listdir("/")).toHaveLength(2);
        await one.filesystem.writeText("3", "/v/c");
        await outcome(one, "sleep", "6");
        expect(await volume.listdir("/")).toHaveLength(3);
      },
      { threads },
    ),
);

test.for(RUNTIMES)("what it has written is in its logs: %s", (sandboxes) =>
  inPlace(
    async ({ make, app, world }) => {
      const sandbox = await make("printf", "one\\ntwo\\nthree");
      await sandbox.wait();
      expect((await sandbox.logs.fetch()).map(({ message }) => message)).toEqual(["one\ntwo", "three"]);
      expect((await sandbox.logs.tail(1)).map(({ message }) => message)).toEqual(["three"]);
      const streamed: string[] = [];
      for await (const { message } of sandbox.logs.stream()) streamed.push(message);
      expect(streamed).toEqual(["one\ntwo", "three"]);
      expect(app).toBeInstanceOf(App);
      expect(world.events.of("log")).toHaveLength(2);
    },
    { sandboxes },
  ),
);
