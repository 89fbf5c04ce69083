// Modal: docs/modal/images.md#builder-methods
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { App, Image, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { app, below, image, look, rebuild, roll } from "./build-app.ts";

const START = Date.parse("2026-01-01T00:00:00Z");

test.for([0, 1, 2])("what a function has written at build time is in the image, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private" });
  const [first, second] = await world.run(app, () => Promise.all([look.remote(), look.remote()]));
  expect(first).toEqual([
    [
      ...["data", "data/new.txt", "latest", "latest-dir", "latest-dir/other.txt"],
      ...["models", "models/empty", "models/weights.bin", "moved.txt"],
    ],
    "large of hidden-model!",
    0o600,
    "models/weights.bin",
    "other",
    false,
    "no secret",
    true,
    "large of hidden-model! changed",
    false,
  ]);
  expect(second).toEqual(first);
  expect(fs.existsSync("/opt/of-build")).toBe(false);
  expect(world.clock.now()).toBe(START + 5000);
  const cache = await world.within(() => Array.fromAsync(Volume.fromName("cache").readFile("log.txt")));
  expect(Buffer.concat(cache).toString()).toBe("cached");
});

test.for([0, 1])("it runs once, and leaves no other trace in what comes after, with %i threads", async (threads) => {
  const rolled = async (isBuiltBefore: boolean): Promise<unknown[]> => {
    await using world = await Emulator.start({ threads, disk: "private", seed: "alike" });
    await world.within(async () => {
      const builder = await App.lookup("builder", { createIfMissing: true });
      await (isBuiltBefore ? image : below).build(builder);
    });
    const results = [];
    for (let round = 0; round < 2; round++) results.push(await world.run(app, () => roll.remote()));
    const names = world.events.of("container.created").map((event) => event.function);
    expect(names).toEqual(["clean", "download", "roll", "roll"]);
    return results;
  };
  const [first, second] = await rolled(false);
  expect(second).not.toEqual(first);
  expect(await rolled(true)).toEqual([first, second]);
});

test("a function that is built again runs again, with other chance", async () => {
  await using world = await Emulator.start({ disk: "private" });
  const lines = async (): Promise<string[]> => {
    await world.run(app, () => undefined);
    const logs = await world.within(async () => image.logs.fetch({ layers: null }));
    return logs.map(({ message }) => message).filter((message) => message.startsWith("downloaded"));
  };
  const [once] = await lines();
  expect(once).toMatch(/^downloaded as ta- 0\.\d+$/);
  expect(await lines()).toEqual([once]);
  const created = world.events.of("container.created").length;
  process.env["MODAL_FORCE_BUILD"] = "1";
  try {
    const [again] = await lines();
    expect(again).not.toBe(once);
  } finally {
    delete process.env["MODAL_FORCE_BUILD"];
  }
  expect(world.events.of("container.created").length).toBe(created + 2);
  expect(await world.run(app, () => look.remote())).toHaveLength(10);
});

test("where containers write on this machine, so does the function, and its logs say so", async () => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "build-"));
  const image = Image.debianSlim().runFunction(
    function mark(path: string) {
      process.getBuiltinModule("fs").writeFileSync(path, "marked");
    },
    { args: [`${folder.path}/mark`], serialized: true },
  );
  const marked = new App("marked", { image });
  const read = marked.function({ name: "read", serialized: true }, async (path: string) =>
    process.getBuiltinModule("fs").readFileSync(path, "utf8"),
  );
  await using world = await Emulator.start({ disk: "host" });
  expect(await world.run(marked, () => read.remote(`${folder.path}/mark`))).toBe("marked");
  const lines = await world.within(() => image.logs.fetch());
  expect(lines.map(({ message }) => message).join("\n")).toContain("on this machine, as containers write there");
});

test("what it has written to a volume is committed before any other container starts", async () => {
  const volumes = { "/shared": Volume.fromName("shared", { createIfMissing: true }) };
  const image = Image.debianSlim().runFunction(
    function fill() {
      process.getBuiltinModule("fs").writeFileSync("/shared/a.txt", "filled");
    },
    { volumes, serialized: true },
  );
  const filled = new App("filled", { image, volumes });
  const read = filled.function({ name: "read", serialized: true, minContainers: 1 }, async () =>
    process.getBuiltinModule("fs").readFileSync("/shared/a.txt", "utf8"),
  );
  await using world = await Emulator.start({ disk: "private" });
  expect(await world.run(filled, () => read.remote())).toBe("filled");
});

test.for([0, 1])("a container can build an image that runs a function, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private" });
  await world.run(app, async () => {
    const [again, other] = await rebuild.remote();
    const built = world.images();
    // the text of a function is another one where other tools have loaded it
    expect(built.slice(1).map(({ imageId }) => imageId)).toEqual([again, other]);
  });
});
