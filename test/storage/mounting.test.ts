// Modal: docs/modal/volumes.md, docs/modal/buckets-and-mounts.md#buckets
import { describe, expect } from "vitest";
import { App, CloudBucketMount, InvalidError, NotFoundError, ServiceError, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../support/expect-error.js";
import {
  app,
  append,
  below,
  bucket,
  commitTwice,
  data,
  deleted,
  elsewhere,
  handleOnly,
  manyCopies,
  openFile,
  ping,
  readOnly,
  twice,
  writeOther,
} from "./apps/mounting.js";

const stored = async (volume: Volume = data): Promise<Record<string, string | null>> => {
  const read = async (path: string): Promise<string> =>
    Buffer.concat(await Array.fromAsync(volume.readFile(path))).toString();
  const entries = await Array.fromAsync(volume.iterdir("/"));
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ({ path, type }) => [path, type === "directory" ? null : await read(path)] as const),
    ),
  );
};

const put = (path: string, text: string): Promise<void> =>
  data.batchUpload((upload) => upload.putFile(Buffer.from(text), path), { force: true });

describe("a mounted volume", () => {
  test("can be mounted to be read only: EROFS, and it reloads all the same", async ({ world }) => {
    world.buckets.create("logs");
    await world.run(app, async () => {
      await put("a", "1");
      expect(await readOnly.remote()).toEqual([{ a: "1" }, "EROFS", "EROFS"]);
      expect(await handleOnly.remote()).toBe("EROFS");
    });
  });

  test("can be a directory of the volume, which is made", async ({ world }) => {
    world.buckets.create("logs");
    await world.run(app, async () => {
      await put("logs/today/b", "2");
      await put("other", "3");
      expect(await below.remote("1")).toEqual({ a: "1", b: "2" });
      await data.removeFile("logs", { recursive: true });
      expect(await below.remote("4")).toEqual({ a: "4" });
      expect(await stored()).toEqual({ logs: null, "logs/today": null, "logs/today/a": "4", other: "3" });
    });
  });

  test("is committed when a container ends, so that the next one begins with that", async ({ world }) => {
    world.buckets.create("logs");
    await world.run(app, async () => {
      expect([await append.remote("a"), await append.remote("b"), await append.remote("c")]).toEqual([
        { log: "a" },
        { log: "ab" },
        { log: "abc" },
      ]);
      expect(await stored()).toEqual({ log: "abc" });
    });
  });

  test("is not reloaded while a file is open: the error names it, and a commit does without", async ({ world }) => {
    world.buckets.create("logs");
    await world.run(app, async () => {
      const [seen] = await Promise.all([openFile.remote(), writeOther.remote()]);
      expect(seen).toEqual({
        reload:
          "ExecutionError: Volume.reload: there are open files preventing the operation, such as /data/open. Close them first.",
        others: false,
        after: { open: "", other: "1" },
      });
    });
  });

  test.for(["before", "after", "exit", "throw"] as const)(
    "of a container that ends (%s a commit) is left with what was committed, and what a container commits as it ends",
    async (fails) => {
      await using world = await Emulator.start({ threads: 1, watchdogMs: 500 });
      world.buckets.create("logs");
      await world.run(app, () => twice.remote(fails).catch(() => undefined));
      const left = await world.within(() => stored());
      expect(left).toEqual(
        {
          before: { first: "1" },
          after: { first: "1", second: "2" },
          exit: { first: "1", second: "2" },
          throw: { first: "1", second: "2" },
        }[fails],
      );
    },
  );

  test("keeps hard links as files, symbolic links, and renamed directories", async ({ world }) => {
    world.buckets.create("logs");
    await world.run(app, () => manyCopies.remote());
    expect(
      (await world.within(() => Array.fromAsync(data.iterdir("/")))).map(({ path, type }) => [path, type]),
    ).toEqual([
      ["e", "directory"],
      ["e/a", "file"],
      ["hard", "file"],
      ["soft", "symlink"],
    ]);
  });

  test("that was deleted cannot be committed; the container keeps what it sees", async ({ world }) => {
    world.buckets.create("logs");
    await world.run(app, async () => {
      const call = await deleted.spawn();
      await world.clock.advance(5);
      await Volume.objects.delete("data");
      const [failure, seen] = await call.get();
      expect([failure, seen]).toEqual([expect.stringContaining("NotFoundError: There is no Volume vo-"), { a: "1" }]);
    });
  });

  test("elsewhere is not mounted", async ({ world }) => {
    world.buckets.create("logs");
    expect(await world.run(app, () => elsewhere.remote())).toContain(
      'ExecutionError: Volume "data" is not mounted here',
    );
  });

  test("has to exist when its app is published, and be mounted once", async ({ world }) => {
    const other = new App("other");
    other.function(
      { name: "f", isolation: "inline", volumes: { "/data": Volume.fromName("none") } },
      async () => undefined,
    );
    await expectRejection(
      () => world.run(other, () => undefined),
      NotFoundError,
      'Volume "none" does not exist in environment "main"',
    );
    await expectRejection(() => world.deploy(other), NotFoundError, 'Volume "none"');
    const both = new App("both");
    const id = await world.within(async () => (await data.hydrate()).objectId ?? "");
    both.function(
      { name: "f", isolation: "inline", volumes: { "/a": data, "/b": Volume.fromId(id) } },
      async () => undefined,
    );
    await expectRejection(() => world.run(both, () => undefined), InvalidError, "multiple paths, /a and /b");
  });
});

describe("a mounted network file system", () => {
  test.for([0, 1, 2])("shows at once what others write, on %d threads", async (threads) => {
    await using world = await Emulator.start({ threads });
    world.buckets.create("logs");
    const [a, b] = await world.run(app, () => Promise.all([ping.remote("a", 3, 1), ping.remote("b", 3, 6)]));
    expect([a, b]).toEqual([{ log: "ababab" }, { log: "ababab" }]);
  });
});

describe("a mounted bucket", () => {
  test("shows the objects of the world's bucket, below its prefix, and takes new ones", async ({ world }) => {
    world.buckets.put("logs", "2026/01/a", "1");
    world.buckets.put("logs", "other", "3");
    const seen = await world.run(app, () => bucket.remote());
    expect(seen).toEqual([
      { "2026": null, "2026/01": null, "2026/01/a": "1", "2026/01/b": "2", other: "3" },
      { a: "1", b: "2" },
      "EROFS",
    ]);
    expect(world.buckets.keys("logs", "2026/")).toEqual(["2026/01/a", "2026/01/b"]);
    expect(world.buckets.get("logs", "2026/01/b")?.toString()).toBe("2");
    world.buckets.delete("logs", "other");
    expect([world.buckets.names, world.buckets.keys("logs"), world.buckets.get("logs", "other")]).toEqual([
      ["logs"],
      ["2026/01/a", "2026/01/b"],
      undefined,
    ]);
  });

  test("has to exist", async ({ world }) => {
    const other = new App("other");
    other.function(
      { name: "f", isolation: "inline", volumes: { "/data": new CloudBucketMount("none") } },
      async () => undefined,
    );
    await expectRejection(
      () => world.run(other, () => undefined),
      NotFoundError,
      'no bucket "none"',
      'world.buckets.create("none")',
    );
  });

  test("is checked in tests, too", async ({ world }) => {
    await expectRejection(async () => world.buckets.create(""), InvalidError, "needs a name");
    await expectRejection(async () => world.buckets.put("b", "/a", ""), InvalidError, '"/a"', '"logs/a.txt"');
    // @ts-expect-error a number
    await expectRejection(async () => world.buckets.put("b", "a", 3), InvalidError, "text or bytes", "got 3");
    await expectRejection(async () => world.buckets.keys("none"), NotFoundError, '"none"');
  });
});

describe("storage faults", () => {
  test("let a commit fail once: what was written is committed by the next", async ({ world }) => {
    world.buckets.create("logs");
    world.faults.failStorage(data, { operations: ["commit"], times: 1 });
    expect(await world.run(app, () => commitTwice.remote())).toEqual([
      "ServiceError: The storage is not available: a fault hit this commit.",
      "committed",
    ]);
    expect(await world.within(() => stored())).toEqual({ a: "1" });
    expect(world.events.of("fault.storage")).toMatchObject([
      { operation: "commit", error: "ServiceError", delayMs: 0 },
    ]);
  });

  test("take what a container commits as it ends", async ({ world }) => {
    world.buckets.create("logs");
    world.faults.failStorage(data, { operations: ["commit"] });
    await world.run(app, () => append.remote("a"));
    expect(await world.within(() => stored())).toEqual({});
  });

  test("take virtual time, by chance from the seed, of some objects, or where the test says", async ({ world }) => {
    await world.within(async () => {
      world.faults.failStorage(data, { operations: ["list"], delayMs: 60_000 });
      const start = world.clock.now();
      await data.listdir("/");
      expect(world.clock.now() - start).toBe(60_000);
      const other = Volume.fromName("other", { createIfMissing: true });
      await other.listdir("/");
      expect(world.clock.now() - start).toBe(60_000);
      world.faults.failStorage(other, { probability: 0.5, error: new RangeError("full") });
      const outcomes: string[] = [];
      for (let n = 0; n < 20; n++)
        outcomes.push(
          await other.listdir("/").then(
            () => "ok",
            (error: Error) => `${error.constructor.name} ${error.message}`,
          ),
        );
      expect(new Set(outcomes)).toEqual(new Set(["ok", "RangeError full"]));
      world.faults.failStorage("any", { when: ({ operation, at }) => operation === "remove" && at > start });
      await expectRejection(() => data.removeFile("a"), ServiceError, "this remove");
    });
  });

  test("are checked", async ({ world }) => {
    const fail = (options: object) => async () => world.faults.failStorage("any", options);
    await expectRejection(fail({ operations: ["explode"] }), InvalidError, '"operations"', '"explode"');
    await expectRejection(fail({ times: 0 }), InvalidError, '"times"', "got 0");
    await expectRejection(fail({ probability: 2 }), InvalidError, '"probability"', "got 2");
    await expectRejection(fail({ delayMs: -1 }), InvalidError, '"delayMs"', "got -1");
    await expectRejection(fail({ error: "no" }), InvalidError, '"error"', '"no"');
    await expectRejection(fail({ when: true }), InvalidError, '"when"', "got true");
    await expectRejection(fail({ time: 1 }), InvalidError, '"time"', '"times"');
    // @ts-expect-error a name
    await expectRejection(async () => world.faults.failStorage("data"), InvalidError, '"any"', '"data"');
  });
});
