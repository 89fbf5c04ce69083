// Only here
import { expect, test } from "vitest";
import { App, Image, ImageBuildError, InvalidError, RemoteError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { app, base, one, torch } from "./app.js";

const nothing = async (): Promise<void> => undefined;

test.for([0, 1])(
  "a build that fails is told where the app runs, and is tried anew, with %i threads",
  async (threads) => {
    await using world = await Emulator.start({ threads });
    world.faults.failBuild("pip install", { times: 1, error: new RangeError("no such package") });
    const error = await world.run(app, nothing).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ImageBuildError);
    expect(error).toBeInstanceOf(RemoteError);
    const failed = error as ImageBuildError;
    expect(failed.imageId).toMatch(/^im-/);
    expect(failed.message).toBe(
      `The build of image ${failed.imageId} has failed at \`RUN python -m pip install numpy torch\`: no such package`,
    );
    expect(failed.cause).toBeInstanceOf(RangeError);
    expect(world.events.of("app.started")).toEqual([]);
    expect(world.events.of("image.failed")).toMatchObject([
      { image: failed.imageId, kind: "pipInstall", error: { name: "RangeError", message: "no such package" } },
    ]);
    expect(world.events.of("fault.build")).toMatchObject([{ image: failed.imageId, error: "RangeError", delayMs: 0 }]);
    const lines = await world.within(() => Image.fromId(String(failed.imageId)).logs.tail());
    expect(lines.map(({ source, message }) => [source, message])).toEqual([
      ["stdout", "=> Step 0: RUN python -m pip install numpy torch"],
      ["stderr", "no such package"],
    ]);
    expect((await world.run(app, () => one.remote()))[0]).toBe("debug");
    world.faults.verify();
  },
);

test("deploying and building fail alike", async () => {
  await using world = await Emulator.start();
  world.faults.failBuild(torch);
  await expectRejection(() => world.deploy(app), ImageBuildError, "ENV LEVEL=debug", "A fault hit this build.");
  await world.within(async () => {
    const running = await App.lookup("other", { createIfMissing: true });
    await expectRejection(() => torch.build(running), ImageBuildError, "ENV LEVEL=debug");
    await base.build(running);
  });
});

test("an image stands for its last layer, also if an equal one is built", async () => {
  await using world = await Emulator.start();
  world.faults.failBuild(Image.debianSlim("3.12").aptInstall("ffmpeg"), { times: 1 });
  world.faults.failBuild(base.env({ OTHER: "1" }), { optional: true });
  await expectRejection(() => world.run(app, nothing), ImageBuildError, "apt-get install -y ffmpeg");
  await world.run(app, nothing);
});

test("a slow build takes virtual time, and what is in the cache takes none", async () => {
  await using world = await Emulator.start();
  world.faults.slowBuild("any", { delayMs: 1000 });
  world.faults.failBuild("make", { times: 1, when: ({ at }) => at > world.events.of("world.started").length });
  const start = world.clock.now();
  await expectRejection(() => world.run(app, nothing), ImageBuildError, "RUN make");
  expect(world.clock.now() - start).toBe(3000);
  await world.run(app, nothing);
  expect(world.clock.now() - start).toBe(4000);
  await world.run(app, nothing);
  expect(world.clock.now() - start).toBe(4000);
});

test("a plan can say which layers", async () => {
  await using world = await Emulator.start({
    faults: [
      { kind: "slowBuild", step: /apt-get/, delayMs: 500 },
      { kind: "failBuild", step: "make", error: { name: "TypeError", message: "no rule" } },
    ],
  });
  await expectRejection(() => world.run(app, nothing), ImageBuildError, "RUN make", "no rule");
  world.faults.verify();
});

test("a fault that nothing was built for is told", async () => {
  await using world = await Emulator.start();
  world.faults.failBuild("pip install pandas");
  await world.run(app, nothing);
  expect(() => world.faults.verify()).toThrow('world.faults.failBuild("pip install pandas", {})');
});

test.each([
  [(world: Emulator) => world.faults.failBuild(""), "failBuild takes an Image, a text or a pattern"],
  // @ts-expect-error no image
  [(world: Emulator) => world.faults.failBuild(3), "failBuild takes an Image, a text or a pattern, got 3"],
  // @ts-expect-error unknown option
  [(world: Emulator) => world.faults.failBuild("a", { delayMs: 3 }), 'Unknown option "delayMs"'],
  // @ts-expect-error no time
  [(world: Emulator) => world.faults.slowBuild("a", {}), 'Option "delayMs" of world.faults.slowBuild'],
] as const)("mistakes are refused: %#", async (given, message) => {
  await using world = await Emulator.start();
  expect(() => given(world)).toThrow(InvalidError);
  expect(() => given(world)).toThrow(message);
});

test.each([
  [{ kind: "failBuild", function: "app/f" }, "is of no function"],
  [{ kind: "failBuild", step: "" }, 'Option "step" of faults[0]'],
])("mistakes in a plan are refused: %#", async (fault, message) => {
  await expectRejection(() => Emulator.start({ faults: [fault as never] }), InvalidError, message);
});
