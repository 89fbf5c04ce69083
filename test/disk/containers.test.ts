import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, mounted, others, run, streams, varied, type Step } from "./app.ts";

/** A folder of this machine with something in it, which has to stay as it is. */
async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  using folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "disk-"));
  fs.mkdirSync(join(folder.path, "box/data"), { recursive: true });
  fs.writeFileSync(join(folder.path, "box/mine.txt"), "mine");
  const before = fs.readdirSync(folder.path, { recursive: true });
  const result = await body(folder.path);
  expect(fs.readdirSync(folder.path, { recursive: true })).toEqual(before);
  expect(fs.readFileSync(join(folder.path, "box/mine.txt"), "utf8")).toBe("mine");
  return result;
}

const everyNumberOfThreads = [0, 1, 2] as const;

test.for(everyNumberOfThreads)("what a container writes, only it sees, with %i threads", async (threads) => {
  await withFolder(async (folder) => {
    const file = join(folder, "box/mine.txt");
    const fresh = join(folder, "fresh/deep.txt");
    const steps: Step[] = [
      ["readFileSync", file, "utf8"],
      ["writeFileSync", file, "changed"],
      ["readFileSync", file, "utf8"],
      ["mkdirSync", join(folder, "fresh")],
      ["promises.writeFile", fresh, "made"],
      ["promises.readFile", fresh, "utf8"],
      ["readdirSync", folder],
      ["rmSync", join(folder, "box"), { recursive: true }],
      ["existsSync", file],
    ];
    await using world = await Emulator.start({ threads, disk: "private" });
    const [first, second] = await world.run(app, () => Promise.all([run.remote(steps), run.remote(steps)]));
    expect(first).toEqual([
      "mine",
      undefined,
      "changed",
      undefined,
      undefined,
      "made",
      ["box", "fresh"],
      undefined,
      false,
    ]);
    expect(second).toEqual(first);
  });
});

test.for(everyNumberOfThreads)(
  "folders with a mount below are copied with what is in it, with %i threads",
  async (threads) => {
    await withFolder(async (folder) => {
      await using world = await Emulator.start({ threads, disk: "private" });
      const box = "/tmp/modal-emulator-box";
      const results = await world.run(app, () =>
        mounted.remote([
          ["writeFileSync", `${box}/data/kept.txt`, "in the mount"],
          ["cpSync", join(folder, "box"), box, { recursive: true }],
          ["readdirSync", box],
          ["cpSync", box, join(folder, "out"), { recursive: true }],
          ["readFileSync", join(folder, "out/data/kept.txt"), "utf8"],
          ["rmSync", box, { recursive: true }],
          ["readdirSync", "/tmp/modal-emulator-box/data"],
        ]),
      );
      expect(results).toEqual([
        undefined,
        undefined,
        ["data", "mine.txt"],
        undefined,
        "in the mount",
        "EBUSY",
        ["kept.txt"],
      ]);
      expect(fs.existsSync(box)).toBe(false);
    });
  },
);

test.for(everyNumberOfThreads)("streams, handles and modules are on it, too, with %i threads", async (threads) => {
  await withFolder(async (folder) => {
    await using world = await Emulator.start({ threads, disk: "private" });
    expect(await world.run(app, () => streams.remote(folder))).toEqual([
      "through a stream",
      "through a stream, and a handle",
      42,
    ]);
  });
});

test.for(everyNumberOfThreads)("what does not see it is refused, with %i threads", async (threads) => {
  await withFolder(async (folder) => {
    await using world = await Emulator.start({ threads, disk: "private", children: "refuse" });
    const [copied, ...refused] = await world.run(app, () => others.remote(folder));
    expect(copied).toBe("mine");
    expect(refused).toEqual([
      expect.stringMatching(
        /^child_process.execFileSync was given "\/box\/mine.txt", which this container has changed/,
      ),
      expect.stringMatching(/^child_process.execFileSync was given "\/box", which this container has changed/),
      expect.stringMatching(/^child_process.execSync was given .*, which this container has changed/),
      expect.stringMatching(/^child_process.execFileSync was given "cat .*", which this container has changed/),
      expect.stringMatching(/^v8.writeHeapSnapshot would write to the host's own disk/),
    ]);
  });
});

test("names and times on it come from the world's chance and clock, on any number of threads", async () => {
  await withFolder(async (folder) => {
    const results = async (threads: number): Promise<unknown> => {
      await using world = await Emulator.start({ threads, disk: "private", seed: 5 });
      return await world.run(app, () => Promise.all([varied.remote(folder), varied.remote(folder)]));
    };
    const reference = await results(0);
    for (const threads of [1, 2, 4]) expect(await results(threads)).toEqual(reference);
    const start = Date.parse("2026-01-01T00:00:00Z");
    expect(reference).toEqual(
      [0, 1].map(() => [expect.stringMatching(/^\/made-\w{6}$/), start, 0o100644, start + 1000]),
    );
  });
});

test("devices are written to where they are, and /proc is read", async () => {
  await using world = await Emulator.start({ threads: 1, disk: "private" });
  const results = await world.run(app, () =>
    run.remote([
      ["writeFileSync", "/dev/null", "gone"],
      ["readFileSync", "/dev/null", "utf8"],
      ["existsSync", "/proc/self/status"],
    ]),
  );
  expect(results).toEqual([undefined, "", true]);
});

test('a disk is "private" or "host"', async () => {
  await expect(Emulator.start({ disk: "shared" as "host" })).rejects.toThrow(
    'Emulator.start: disk must be "private" or "host", not "shared".',
  );
});
