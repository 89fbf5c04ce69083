// Modal: docs/modal/images.md#building, docs/modal/images.md#base-images
import { expect, test } from "vitest";
import { App, Environment, Image, InvalidError, NotFoundError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { base, copied, look, named } from "./app.js";

async function built(image: Image): Promise<Image> {
  return await image.build(await App.lookup("builder", { createIfMissing: true }));
}

test.for([0, 1])("a function has what a published image has, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private" });
  await world.within(async () => (await built(copied)).publish("copied:v1"));
  expect(await world.run(named, () => look.remote())).toEqual(["base", "own", "text"]);
  expect(world.images().map(({ names, workdir }) => [names, workdir])).toEqual([
    [["main/copied:v1"], "/srv"],
    [[], "/srv"],
  ]);
});

test("names are looked up as the app runs, with tags and environments", async () => {
  await using world = await Emulator.start();
  await expectRejection(() => world.run(named, () => undefined), NotFoundError, '"copied:v1"', '"main"');
  await world.within(async () => {
    const image = await built(base);
    await image.publish("base");
    await image.publish("base:v1", { environment: "staging" });
    const ids = async (name: string): Promise<string | undefined> => (await Image.fromName(name).hydrate()).objectId;
    expect(await ids("base")).toBe(image.objectId);
    expect(await ids("main/base:latest")).toBe(image.objectId);
    expect(await ids("staging/base:v1")).toBe(image.objectId);
    await expectRejection(() => ids("base:v1"), NotFoundError, '"base:v1"', '"main"');
    await expectRejection(() => ids("staging/base"), NotFoundError, '"base:latest"', '"staging"');
    const other = await built(base.env({ A: "1" }));
    await other.publish("base");
    expect(await ids("base")).toBe(other.objectId);
    await Environment.objects.delete("staging");
    await expectRejection(() => ids("staging/base:v1"), NotFoundError, '"base:v1"', '"staging"');
  });
  expect(world.events.of("image.published").map(({ name, environment }) => [name, environment])).toEqual([
    ["base:latest", "main"],
    ["base:v1", "staging"],
    ["base:latest", "main"],
  ]);
});

test("what is not built cannot be published, and what was deleted is gone", async () => {
  await using world = await Emulator.start();
  await world.within(async () => {
    await expectRejection(() => base.publish("base"), InvalidError, "Image.publish needs an image that is built");
    const image = await built(base);
    const id = String(image.objectId);
    await Image.fromId(id).publish("by-id");
    await Image.delete(id);
    for (const missing of [Image.fromId(id), Image.fromName("by-id")])
      await expectRejection(() => missing.hydrate(), NotFoundError, missing.layers[0]?.kind === "id" ? id : '"by-id');
    await expectRejection(() => Image.delete(id), NotFoundError, id);
    await expectRejection(() => Image.delete("vo-1"), InvalidError, 'Invalid Image id: "vo-1"');
    await expectRejection(() => image.publish("again"), NotFoundError, id);
  });
  expect(world.images()).toEqual([]);
});

test("an image of another world is not found", async () => {
  await using first = await Emulator.start();
  const id = await first.within(async () => (await built(base)).objectId);
  await using second = await Emulator.start();
  const other = new App("other", { image: Image.fromId(String(id)) });
  other.function({ name: "f", serialized: true }, async () => undefined);
  await expectRejection(() => second.run(other, () => undefined), NotFoundError, `There is no Image ${id}`);
  await second.within(async () => {
    expect(base.objectId).toBeUndefined();
    await expectRejection(() => base.publish("base"), InvalidError, "built in this world");
  });
});
