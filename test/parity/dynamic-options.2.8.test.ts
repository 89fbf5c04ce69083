import { describe, expect } from "vitest";
import { App, Cls, DeprecationError, Function_, FunctionTimeoutError, InvalidError, method, NotFoundError, parameter, Secret, UnimplementedError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "./expect-error.js";

const app = new App("dynamic");

let served = 0;
const count = app.function({ env: { PLACE: "base" }, maxContainers: 3, cpu: 2, memoryMiB: 256 }, async function count() {
  return [process.env["PLACE"], process.env["EXTRA"], ++served];
});
const sleepy = app.function({}, async function sleepy(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
});
const items = app.function({}, async function* items() {
  yield process.env["PLACE"];
});
const Model = app.cls({ secrets: [Secret.fromDict({ PLACE: "base" })] }, class Model {
  size = parameter({ default: "s" });
  served = 0;
  place = method(async () => [process.env["PLACE"], process.env["EXTRA"], ++this.served]);
  own = method(async () => this.place.remote());
});

describe("2.8 withOptions", () => {
  test("21.42: of a function, has containers of its own; secrets replace the others, and what counts as false is not given", async ({ world }) => {
    await world.run(app, async () => {
      expect(await count.remote()).toEqual(["base", undefined, 1]);
      const other = count.withOptions({ secrets: [Secret.fromDict({ EXTRA: "1" })] });
      expect(await other.remote()).toEqual([undefined, "1", 1]);
      expect(await other.withOptions({ env: {}, secrets: [], maxContainers: 0, timeoutMs: 0, cpu: 0 }).remote()).toEqual([undefined, "1", 2]);
      expect(await other.withOptions({ env: { EXTRA: "2" } }).remote()).toEqual([undefined, "2", 1]);
      expect(await count.remote()).toEqual(["base", undefined, 2]);
      expect(await Array.fromAsync(items.withOptions({ env: { PLACE: "there" } }).remoteGen())).toEqual(["there"]);
      expect(await Array.fromAsync(count.withOptions({ env: { PLACE: "map" } }).starmap([[]]))).toEqual([["map", undefined, 1]]);
    });
    expect(count.withOptions({ maxContainers: 5, gpu: "T4" }).withOptions({ cpu: 1 }).definition).toMatchObject({ maxContainers: 5, gpus: [{ type: "T4" }], cpu: { requestMilli: 1000 }, memory: { requestMiB: 256 } });
    expect(count.definition).toMatchObject({ maxContainers: 3, cpu: { requestMilli: 2000 } });
  });

  test("21.43: no options make a variant already, and equal ones are the same", async ({ world }) => {
    await world.run(app, async () => {
      expect((await count.remote())[2]).toBe(1);
      expect((await count.withOptions().remote())[2]).toBe(1);
      expect((await count.withOptions({}).remote())[2]).toBe(2);
      expect((await count.withOptions({ timeoutMs: 5000, cloud: "aws" }).remote())[2]).toBe(1);
      expect((await count.withOptions({ cloud: "aws" }).withOptions({ timeoutMs: 5000 }).remote())[2]).toBe(2);
    });
    expect(world.containers(count)).toHaveLength(3);
    expect(world.containers(count.withOptions())).toHaveLength(1);
  });

  test("a time limit and a number of containers hold for the variant alone", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => sleepy.withOptions({ timeoutMs: 1000 }).remote(2000), FunctionTimeoutError, "1000 ms");
      const one = sleepy.withOptions({ maxContainers: 1 });
      await one.forEach([1000, 1000, 1000]);
      expect(world.containers(one)).toHaveLength(1);
      await sleepy.forEach([1000, 1000, 1000]);
    });
    expect(world.calls(sleepy)).toHaveLength(3);
  });

  test("of a class, in a container too, and of what is looked up", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const Other = Model.withOptions({ env: { EXTRA: "1" } });
      expect(await new Model().place.remote()).toEqual(["base", undefined, 1]);
      expect(await new Other().place.remote()).toEqual([undefined, "1", 1]);
      expect((await new Other().own.remote())[1]).toBe("1");
      expect(await new (Model.withOptions({ env: { EXTRA: "1" } }))({ size: "t" }).place.remote()).toEqual([undefined, "1", 1]);
      expect((await new (Cls.fromName<typeof Model>("dynamic", "Model").withOptions({ env: { EXTRA: "1" } }))().place.remote())[1]).toBe("1");
      expect(await Function_.fromName<typeof count>("dynamic", "count").withOptions({ env: { EXTRA: "3" } }).remote()).toEqual([undefined, "3", 1]);
      await expectRejection(() => count.withOptions({ secrets: [Secret.fromName("nowhere")] }).remote(), NotFoundError, "nowhere");
    });
  });

  test("21.44: updateAutoscaler is for the instance, until the next deploy; on a method it is an error", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const model = new Model({ size: "kept" });
      expect(await model.updateAutoscaler({ minContainers: 2 })).toMatchObject({ minContainers: 2 });
      expect(world.containers(model.place)).toHaveLength(2);
      expect(world.containers(new Model().place)).toHaveLength(0);
      await world.deploy(app);
      expect(world.containers(model.place).filter(({ stoppedAt }) => stoppedAt === null)).toHaveLength(0);
      expect(await model.place.remote()).toEqual(["base", undefined, 1]);
      await expectRejection(() => model.place.updateAutoscaler({ minContainers: 1 }), InvalidError, "`Model.place` is a method", "updateAutoscaler` of the instance");
    });
  });

  test("bad values are refused at once; what is not emulated says so", () => {
    const options = (given: object): (() => unknown) => () => count.withOptions(given);
    expectError(options({ minContainers: 1 }), InvalidError, 'Unknown option "minContainers" of withOptions');
    expectError(options({ gpu: ["T4", "A10"] }), InvalidError, 'Option "gpu" of withOptions must be a single string, got a list');
    expectError(options({ timeoutMs: 5 }), InvalidError, 'Option "timeoutMs"', "from 1000 to 86400000", "got 5");
    expectError(options({ concurrencyLimit: 1 }), DeprecationError, '"concurrencyLimit" of withOptions was removed', "maxContainers");
    expectError(() => items.withOptions({ retries: 1 }), InvalidError, "generator", "retries");
    expectError(() => new Model().place.withOptions({ cpu: 1 }), InvalidError, "`Model.place` is a method", "withOptions` of its class");
    expectError(() => (Model as unknown as { withBatching(): void }).withBatching(), UnimplementedError, "`withBatching` of class `Model`");
  });

  test("mocks stand in for one instance, or by name for all", async ({ world }) => {
    world.mock("dynamic/Model.place", () => "any");
    world.mock(new Model({ size: "big" }).place, () => "big");
    expect(await world.run(app, async () => [await new Model().place.remote(), await new Model({ size: "big" }).place.remote(), await new Model({ size: "other" }).own.remote()])).toEqual(["any", "big", "any"]);
  });
});
