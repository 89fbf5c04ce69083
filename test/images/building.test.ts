// Modal: docs/modal/images.md#building
import fs from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { App, ExecutionError, Image, InvalidError, VersionError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { app, base, one, torch, two } from "./app.js";

afterEach(() => vi.unstubAllEnvs());

function steps(world: Emulator): [string, boolean][] {
  return world.events.of("image.step").map(({ text, cached }) => [text, cached]);
}

const WHOLE = [
  "FROM python:3.12-slim-bookworm",
  "RUN apt-get update\nRUN apt-get install -y ffmpeg",
  "RUN python -m pip install numpy torch",
  "ENV LEVEL=debug",
  "RUN make",
];

function appWith(image: Image): App {
  const made = new App("made", { image });
  made.function({ name: "f", serialized: true }, async () => undefined);
  return made;
}

const nothing = async (): Promise<void> => undefined;

test.for([0, 1, 2])("the images of an app are built as it runs, each layer once, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads });
  const [first, second] = await world.run(app, () => Promise.all([one.remote(), two.remote()]));
  expect(steps(world)).toEqual(WHOLE.map((text) => [text, false]));
  await world.within(async () => {
    expect(first).toEqual(["debug", torch.objectId]);
    expect(second).toMatch(/^im-/);
    expect(base.objectId).toBeUndefined(); // nobody asked for it by itself
  });
  await world.run(app, nothing);
  expect(steps(world).slice(WHOLE.length)).toEqual(WHOLE.map((text) => [text, true]));
});

test("the event log does not depend on the number of threads", async () => {
  const logs = await Promise.all(
    [0, 1, 2].map(async (threads) => {
      await using world = await Emulator.start({ threads });
      world.faults.slowBuild("pip install", { delayMs: 1000 });
      await world.run(app, () => Promise.all([one.remote(), two.remote()]));
      return [...world.events];
    }),
  );
  expect(logs[1]).toEqual(logs[0]);
  expect(logs[2]).toEqual(logs[0]);
});

test("an image has the same id in every world, and another one if anything in it differs", async () => {
  const ids = async (...images: Image[]): Promise<(string | undefined)[]> => {
    await using world = await Emulator.start({ seed: images.length });
    return await world.run(appWith(base), async () => {
      for (const image of images) await image.build(await App.lookup("other", { createIfMissing: true }));
      return images.map(({ objectId }) => objectId);
    });
  };
  const [first, again, other] = await ids(
    base.pipInstall("a"),
    base.pipInstall("a"),
    base.pipInstall("a", { pre: true }),
  );
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(await ids(base.pipInstall("a"))).toEqual([first]);
});

test("a layer is built again, with those above, if it is forced, its files change, or the process says so", async () => {
  using folder = fs.mkdtempDisposableSync("/tmp/images-");
  const file = `${folder.path}/a.txt`;
  fs.writeFileSync(file, "a");
  const forced = appWith(base.pipInstall("a", { forceBuild: true }).env({ A: "1" }));
  const copies = appWith(base.addLocalFile(file, "/a", { copy: true }).env({ A: "1" }));
  const mounts = appWith(base.addLocalFile(file, "/a"));
  await using world = await Emulator.start();
  const cached = async (each: App): Promise<boolean[]> => {
    const before = steps(world).length;
    await world.run(each, nothing);
    return steps(world)
      .slice(before)
      .map(([, isCached]) => isCached);
  };
  expect(await cached(forced)).toEqual([false, false, false, false]);
  expect(await cached(forced)).toEqual([true, true, false, false]);
  expect(await cached(copies)).toEqual([true, true, false, false]);
  expect(await cached(copies)).toEqual([true, true, true, true]);
  fs.writeFileSync(file, "other");
  expect(await cached(copies)).toEqual([true, true, false, false]);
  expect(await cached(mounts)).toEqual([true, true]);
  vi.stubEnv("MODAL_FORCE_BUILD", "1");
  expect(await cached(mounts)).toEqual([false, false]);
  vi.stubEnv("MODAL_FORCE_BUILD", "0");
  expect(await cached(mounts)).toEqual([true, true]);
  vi.stubEnv("MODAL_IMAGE_BUILDER_VERSION", "2024.10");
  expect(await cached(mounts)).toEqual([false, false]);
  const fresh = appWith(base.pipInstall("fresh"));
  vi.stubEnv("MODAL_IGNORE_CACHE", "true");
  expect(await cached(fresh)).toEqual([false, false, false]);
  vi.stubEnv("MODAL_IGNORE_CACHE", "");
  expect(await cached(fresh)).toEqual([true, true, false]);
});

test("a layer of the same files from elsewhere is the same layer, and is read where they are now", async () => {
  const read = async (world: Emulator): Promise<unknown> => {
    using folder = fs.mkdtempDisposableSync("/tmp/images-");
    fs.writeFileSync(`${folder.path}/a.txt`, "same");
    const image = base.addLocalDir(folder.path, "/opt/same", { copy: true }).env({ A: "1" });
    const moved = new App("moved", { image });
    const look = moved.function({ name: "look", serialized: true }, async () =>
      process.getBuiltinModule("fs").readFileSync("/opt/same/a.txt", "utf8"),
    );
    return await world.run(moved, () => look.remote());
  };
  await using world = await Emulator.start({ disk: "private" });
  expect(await read(world)).toBe("same");
  expect(await read(world)).toBe("same");
  expect(steps(world).map(([, isCached]) => isCached)).toEqual([false, false, false, false, true, true, true, true]);
});

test("a builder that does not exist is refused", async () => {
  vi.stubEnv("MODAL_IMAGE_BUILDER_VERSION", "2020.01");
  await using world = await Emulator.start();
  await expectRejection(() => world.run(app, nothing), VersionError, '"2020.01"', "2025.06");
});

test("world.images() tells what was built, and when", async () => {
  await using world = await Emulator.start();
  world.faults.slowBuild(/pip install/, { delayMs: 60_000 });
  await world.run(app, nothing);
  const startedAt = Date.parse("2026-01-01T00:00:00Z");
  const [make, whole, ...others] = world.images();
  expect(others).toEqual([]);
  expect(make?.layers.map(({ kind }) => kind)).toEqual(["debianSlim", "aptInstall", "runCommands"]);
  expect(whole).toMatchObject({ builtAt: startedAt + 60_000, cached: false, names: [], env: { LEVEL: "debug" } });
  expect(whole?.layers.map(({ builtAt }) => builtAt - startedAt)).toEqual([0, 0, 60_000, 60_000]);
  expect(whole?.imageId).toBe(whole?.layers.at(-1)?.imageId);
  await world.run(app, nothing);
  expect(world.images().map(({ cached }) => cached)).toEqual([true, true]);
  expect(world.clock.now()).toBe(startedAt + 60_000);
});

test("two apps that need a layer at the same time wait for one build of it", async () => {
  await using world = await Emulator.start();
  world.faults.slowBuild("apt-get", { delayMs: 5000, times: 1 });
  await Promise.all([world.run(appWith(base), nothing), world.run(appWith(base.env({ A: "1" })), nothing)]);
  expect(steps(world)).toEqual([
    ["FROM python:3.12-slim-bookworm", false],
    ["FROM python:3.12-slim-bookworm", true],
    [WHOLE[1], false],
    [WHOLE[1], true],
    ["ENV A=1", false],
  ]);
});

test("image.build builds for an app that runs", async () => {
  await using world = await Emulator.start();
  const image = base.pipInstall("a");
  await expectRejection(() => image.build(app), ExecutionError, "no world is in sight");
  await world.within(async () => {
    await expectRejection(() => image.build(app), InvalidError, "Image.build needs an app that runs");
    await expectRejection(() => image.build({ appId: "ap-none" }), InvalidError, "needs an app that runs");
    // @ts-expect-error no app
    await expectRejection(() => image.build("app"), InvalidError, "Image.build needs an app", '"app"');
    await expectRejection(() => image.hydrate(), ExecutionError, "Image.hydrate", "not built");
    await expectRejection(() => image.logs.tail(), ExecutionError, "Image.logs.tail", "not built");
  });
  await world.run(appWith(base), async () => {
    const running = await App.lookup("other", { createIfMissing: true });
    expect(await image.build(running)).toBe(image);
    expect((await image.hydrate()).objectId).toBe(image.objectId);
    expect(await Image.fromId(String(image.objectId)).hydrate()).toBeInstanceOf(Image);
  });
  expect(steps(world).at(-1)).toEqual(["RUN python -m pip install a", false]);
});

test("what the build of an image has written can be read", async () => {
  await using world = await Emulator.start();
  world.faults.slowBuild("apt-get", { delayMs: 1500 });
  await world.run(appWith(base.pipInstall("a")), async () => {
    const image = await base.pipInstall("a").build(await App.lookup("other", { createIfMissing: true }));
    const id = image.objectId;
    const top = await image.logs.fetch();
    expect(top.map(({ message }) => message)).toEqual([
      "=> Step 0: RUN python -m pip install a",
      `Built image ${id} in 0.00s`,
    ]);
    expect(top[0]).toEqual({
      message: "=> Step 0: RUN python -m pip install a",
      timestamp: new Date("2026-01-01T00:00:01.500Z"),
      source: "stdout",
      objectId: id,
      contextIds: [id],
    });
    const two = await image.logs.fetch({ layers: 2 });
    expect(two.map(({ message }) => message).slice(0, 2)).toEqual([
      "=> Step 0: RUN apt-get update",
      "=> Step 1: RUN apt-get install -y ffmpeg",
    ]);
    expect(two[2]?.message).toMatch(/^Built image im-\w+ in 1.50s$/);
    expect(await image.logs.fetch({ layers: null })).toHaveLength(7);
    expect((await image.logs.tail(1)).map(({ message }) => message)).toEqual([`Built image ${id} in 0.00s`]);
    await expectRejection(() => image.logs.fetch({ layers: 0 }), InvalidError, "layers", "1 or more");
    await expectRejection(() => image.logs.tail(1.5), InvalidError, "number of entries", "1.5");
  });
});

test("an image shows its layers, also as a Dockerfile", () => {
  const image = base
    .pipInstall("torch>=2", "numpy", { indexUrl: "https://pypi.example/simple", pre: true })
    .env({ NAME: "two words" })
    .workdir("/srv")
    .addLocalDir("src", "/srv/src", { copy: true })
    .entrypoint(["/bin/sh", "-c"])
    .cmd(["echo", 'a "quoted" word'])
    .shell(["/bin/bash", "-c"])
    .addLocalFile("a.txt", "/srv/");
  expect(image.layers.map(({ kind }) => kind).slice(0, 3)).toEqual(["debianSlim", "aptInstall", "pipInstall"]);
  expect(image.toDockerfile()).toBe(`FROM python:3.12-slim-bookworm
RUN apt-get update
RUN apt-get install -y ffmpeg
RUN python -m pip install numpy 'torch>=2' --index-url https://pypi.example/simple --pre
ENV NAME='two words'
WORKDIR /srv
COPY src /srv/src
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["echo", "a \\"quoted\\" word"]
SHELL ["/bin/bash", "-c"]
# a.txt is added at /srv/a.txt as a container starts
`);
});
