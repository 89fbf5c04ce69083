// Modal: docs/modal/images.md#imports
import { expect, test } from "vitest";
import { Image, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { above, app, equal, itself, missing, path } from "./imports-app.js";

test("locally, an import that fails gives undefined, and others give their modules", () => {
  expect(missing).toBeUndefined();
  expect(path.basename("/a/b")).toBe("b");
});

test.for([0, 1])("containers of other images go on without it, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads });
  expect(await world.run(app, () => above.remote())).toEqual([undefined, "b"]);
});

test.for([0, 1])("containers of the image, or of an equal one, do not start, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, maxStartFailures: 2 });
  for (const fn of [itself, equal])
    await expectRejection(() => world.run(app, () => fn.remote()), Error, "a-package-that-nobody-has");
  expect(world.events.of("container.started")).toEqual([]);
});

test("what fails otherwise is a warning as well", async () => {
  const warnings: Error[] = [];
  const listener = (warning: Error): unknown => warnings.push(warning);
  process.on("warning", listener);
  const image = Image.debianSlim();
  expect(
    await image.imports(() => {
      throw new RangeError("broken module");
    }),
  ).toBeUndefined();
  expect(await image.imports(() => JSON.parse("[1]") as unknown)).toEqual([1]);
  await new Promise(setImmediate);
  process.off("warning", listener);
  expect(warnings.map(({ message }) => message)).toEqual(["Image.imports: RangeError: broken module"]);
  // @ts-expect-error no function
  await expectRejection(() => image.imports("sharp"), InvalidError, "Image.imports takes a function", '"sharp"');
});
