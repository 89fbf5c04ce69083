// Modal: docs/modal/images.md#builder-methods
import { expect, test } from "vitest";
import {
  App,
  Image,
  ImageBuildError,
  InvalidError,
  NetworkFileSystem,
  NotFoundError,
  RemoteError,
} from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../support/expect-error.js";
import { images, keeps } from "./run-function-app.ts";

/** Builds an image in a world of its own. */
async function build(image: Image, options: EmulatorOptions = {}): Promise<Emulator> {
  const world = await Emulator.start({ disk: "private", ...options });
  await world.within(async () => image.build(await App.lookup("builder", { createIfMissing: true })));
  return world;
}

test.for([0, 1])("an error of the function is the cause of the build's, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private" });
  const app = new App("failing", { image: images.fail });
  app.function({ name: "f", serialized: true }, async () => undefined);
  const error: unknown = await world.run(app, () => undefined).catch((thrown: unknown) => thrown);
  const [failed] = world.events.of("image.failed");
  expect(error).toBeInstanceOf(ImageBuildError);
  expect(error).toMatchObject({
    message: `The build of image ${failed?.image} has failed at \`# runs the function fail\`: no space left`,
    imageId: failed?.image,
    cause: { message: "no space left", bytes: 12 },
  });
  const lines = await world.within(() => Image.fromId(String(failed?.image)).logs.fetch());
  expect(lines.map(({ source, message }) => [source, message])).toEqual([
    ["stdout", "=> Step 0: # runs the function fail"],
    ["stderr", "about to fail"],
    ["stderr", expect.stringMatching(/^Error: no space left\n +at fail \(.*run-function-app\.ts:\d+:\d+\)$/)],
  ]);
});

test.for([0, 1])("a function that takes too long is a RemoteError, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private" });
  await expectRejection(
    () => world.within(async () => images.hang.build(await App.lookup("builder", { createIfMissing: true }))),
    RemoteError,
    "`# runs the function hang`: `hang` hit its timeout of 60s.",
  );
  expect(world.clock.now()).toBe(Date.parse("2026-01-01T00:01:00Z"));
  expect(world.events.of("container.stopped").map(({ reason }) => reason)).toEqual(["it has hit its time limit"]);
});

test("code that never gives its thread back is stopped", async () => {
  await expectRejection(
    () => build(images.spin, { threads: 1, watchdogMs: 500 }),
    RemoteError,
    "A container of `spin` was stopped",
  );
});

test.each([
  [images.leave, ImageBuildError, "process.exit"],
  [images.crash, ImageBuildError, "The container of `crash` was lost 9 times"],
  [images.fill, ImageBuildError, "ENOSPC"],
  [images.noSecret, NotFoundError, "nowhere"],
  [images.noVolume, NotFoundError, "nowhere"],
  [images.noFileSystem, NotFoundError, "nowhere"],
] as const)("what goes wrong with a function is told: %#", async (image, kind, message) => {
  await expectRejection(() => build(image, { diskLimitMb: 2 }), kind, message);
});

test("a function that no container would find is refused as the image is loaded", async () => {
  const image = Image.debianSlim().runFunction(function lost() {});
  await expectRejection(() => build(image), InvalidError, "`lost` is given to an image inside another function");
});

test("a function may be given to an image by a helper, and return what cannot be sent", async () => {
  await using world = await build(images.touch);
  expect(world.images()).toMatchObject([{ layers: [{ kind: "debianSlim" }, { kind: "runFunction" }] }]);
});

test("a function that is serialized may stand anywhere", async () => {
  const image = Image.debianSlim().runFunction(
    async function write(text: string) {
      const { writeFileSync } = await import("node:fs");
      writeFileSync("/opt/text", text);
    },
    { args: ["serialized"], serialized: true },
  );
  const app = new App("serialized", { image });
  const read = app.function({ name: "read", serialized: true }, async () =>
    process.getBuiltinModule("fs").readFileSync("/opt/text", "utf8"),
  );
  await using world = await Emulator.start({ disk: "private" });
  expect(await world.run(app, () => read.remote())).toBe("serialized");
});

test("another text or option is another layer; layers are shared by those who need them at a time", async () => {
  const base = Image.debianSlim();
  const layer = (suffix: string, args: unknown[] = []): Image =>
    base.runFunction(
      {
        a: function f() {},
        b: function f() {
          return 1;
        },
      }[suffix] ?? (() => undefined),
      {
        serialized: true,
        args,
      },
    );
  await using world = await Emulator.start({ disk: "private" });
  await world.within(async () => {
    const app = await App.lookup("builder", { createIfMissing: true });
    const built = await Promise.all(
      [layer("a"), layer("a"), layer("b"), layer("a", [1])].map((image) => image.build(app)),
    );
    const ids = built.map(({ objectId }) => objectId);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });
  expect(world.events.of("container.created")).toHaveLength(3);
  expect(world.containers()).toEqual([]); // they are no function's
});

test.for([0, 1])(
  "options of the function come last, and its network file systems keep what it writes, %i threads",
  async (threads) => {
    await using world = await build(images.keeps, { threads });
    await world.within(async () => {
      const chunks = await Array.fromAsync(NetworkFileSystem.fromName("kept").readFile("/kept"));
      expect(Buffer.concat(chunks).toString()).toBe("kept as an option");
    });
  },
);

test("its layer is that of an environment, if it has network file systems", async () => {
  await using world = await build(images.keeps);
  const steps = (): number => world.events.of("image.step").filter(({ cached }) => !cached).length;
  const built = steps();
  await world.within(async () => {
    const app = await App.lookup("builder", { createIfMissing: true, environment: "prod" });
    await images.keeps.build(app);
    expect(steps()).toBeGreaterThan(built);
  });
});

test("options of the function are an object", () => {
  for (const kwargs of [1, [1], "text"])
    expectError(() => Image.debianSlim().runFunction(keeps, { kwargs } as object), InvalidError, '"kwargs"');
});
