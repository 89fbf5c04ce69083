// Modal: docs/modal/dynamic-options.md
import { describe, expect } from "vitest";
import {
  App,
  Cls,
  DeprecationError,
  Function_,
  FunctionTimeoutError,
  InvalidError,
  method,
  NotFoundError,
  parameter,
  Secret,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { app as together, double, Lone, plain, Server, Several, Streams } from "../apps/together.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("dynamic");

let served = 0;
const count = app.function(
  { env: { PLACE: "base" }, maxContainers: 3, cpu: 2, memoryMiB: 256 },
  async function count() {
    return [process.env["PLACE"], process.env["EXTRA"], ++served];
  },
);
const sleepy = app.function({}, async function sleepy(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
});
const items = app.function({}, async function* items() {
  yield process.env["PLACE"];
});
const Model = app.cls(
  { secrets: [Secret.fromDict({ PLACE: "base" })] },
  class Model {
    size = parameter({ default: "s" });
    served = 0;
    place = method(async () => [process.env["PLACE"], process.env["EXTRA"], ++this.served]);
    own = method(async () => this.place.remote());
  },
);

describe("withOptions", () => {
  test("of a function, has containers of its own; secrets replace the others, and what counts as false is not given", async ({
    world,
  }) => {
    await world.run(app, async () => {
      expect(await count.remote()).toEqual(["base", undefined, 1]);
      const other = count.withOptions({ secrets: [Secret.fromDict({ EXTRA: "1" })] });
      expect(await other.remote()).toEqual([undefined, "1", 1]);
      expect(
        await other.withOptions({ env: {}, secrets: [], maxContainers: 0, timeoutMs: 0, cpu: 0 }).remote(),
      ).toEqual([undefined, "1", 2]);
      expect(await other.withOptions({ env: { EXTRA: "2" } }).remote()).toEqual([undefined, "2", 1]);
      expect(await count.remote()).toEqual(["base", undefined, 2]);
      expect(await Array.fromAsync(items.withOptions({ env: { PLACE: "there" } }).remoteGen())).toEqual(["there"]);
      expect(await Array.fromAsync(count.withOptions({ env: { PLACE: "map" } }).starmap([[]]))).toEqual([
        ["map", undefined, 1],
      ]);
    });
    expect(count.withOptions({ maxContainers: 5, gpu: "T4" }).withOptions({ cpu: 1 }).definition).toMatchObject({
      maxContainers: 5,
      gpus: [{ type: "T4" }],
      cpu: { requestMilli: 1000 },
      memory: { requestMiB: 256 },
    });
    expect(count.definition).toMatchObject({ maxContainers: 3, cpu: { requestMilli: 2000 } });
  });

  test("no options make a variant already, and equal ones are the same", async ({ world }) => {
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
      await expectRejection(
        () => sleepy.withOptions({ timeoutMs: 1000 }).remote(2000),
        FunctionTimeoutError,
        "hit its timeout of 1s",
      );
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
      expect(await new (Model.withOptions({ env: { EXTRA: "1" } }))({ size: "t" }).place.remote()).toEqual([
        undefined,
        "1",
        1,
      ]);
      expect(
        (
          await new (Cls.fromName<typeof Model>("dynamic", "Model").withOptions({
            env: { EXTRA: "1" },
          }))().place.remote()
        )[1],
      ).toBe("1");
      expect(
        await Function_.fromName<typeof count>("dynamic", "count")
          .withOptions({ env: { EXTRA: "3" } })
          .remote(),
      ).toEqual([undefined, "3", 1]);
      await expectRejection(
        () => count.withOptions({ secrets: [Secret.fromName("nowhere")] }).remote(),
        NotFoundError,
        "nowhere",
      );
    });
  });

  // Modal: docs/modal/calling.md#functions-as-objects
  test("updateAutoscaler is for the instance, until the next deploy; on a method it is an error", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const model = new Model({ size: "kept" });
      expect(await model.updateAutoscaler({ minContainers: 2 })).toMatchObject({ minContainers: 2 });
      expect(world.containers(model.place)).toHaveLength(2);
      expect(world.containers(new Model().place)).toHaveLength(0);
      await world.deploy(app);
      expect(world.containers(model.place).filter(({ stoppedAt }) => stoppedAt === null)).toHaveLength(0);
      expect(await model.place.remote()).toEqual(["base", undefined, 1]);
      await expectRejection(
        () => model.place.updateAutoscaler({ minContainers: 1 }),
        InvalidError,
        "`Model.place` is a method",
        "updateAutoscaler` of the instance",
      );
    });
  });

  test("bad values are refused at once", () => {
    const options =
      (given: object): (() => unknown) =>
      () =>
        count.withOptions(given);
    expectError(options({ minContainers: 1 }), InvalidError, 'Unknown option "minContainers" of withOptions');
    expectError(
      options({ gpu: ["T4", "A10"] }),
      InvalidError,
      'Option "gpu" of withOptions must be a single string, got a list',
    );
    expectError(options({ timeoutMs: 5 }), InvalidError, 'Option "timeoutMs"', "from 1000 to 86400000", "got 5");
    expectError(
      options({ concurrencyLimit: 1 }),
      DeprecationError,
      '"concurrencyLimit" of withOptions was removed',
      "maxContainers",
    );
    expectError(() => items.withOptions({ retries: 1 }), InvalidError, "generator", "retries");
    expectError(
      () => new Model().place.withOptions({ cpu: 1 }),
      InvalidError,
      "`Model.place` is a method",
      "withOptions` of its class",
    );
  });

  test("what Modal checks as a function is created is checked when the variant is used", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(
        () => count.withOptions({ cpu: [2, 1] }).remote(),
        InvalidError,
        'Function "count": the limit of option "cpu" (1)',
        "request (2)",
      );
      await expectRejection(
        () => count.withOptions({ cloud: "azure" }).spawn(),
        InvalidError,
        'Function "count"',
        '"cloud" must be one of aws, gcp, oci, auto',
        '"azure"',
      );
      await expectRejection(
        () => new (Model.withOptions({ memoryMiB: [200, 100] }))().place.remote(),
        InvalidError,
        'Class "Model"',
        '"memoryMiB" (100)',
      );
    });
    const scratch = new App("scratch");
    scratch.cls(
      { isolation: "inline", cpu: [2, 1] },
      class Heavy {
        run = method(async () => 1);
      },
    );
    await expectRejection(() => world.run(scratch, () => 1), InvalidError, 'Class "Heavy": the limit of option "cpu"');
  });

  test("withConcurrency and withBatching make variants of functions, which other options join", async ({ world }) => {
    await world.run(together, async () => {
      const wide = (plain as unknown as Function_<[number[]], string[]>).withConcurrency({ maxInputs: 3 });
      expect((await Promise.all([[1], [2], [3]].map((numbers) => wide.remote(numbers)))).flat()).toEqual([
        "1:1",
        "2:2",
        "3:3",
      ]);
      expect(await Promise.all([plain.remote([4]), plain.remote([5])])).toEqual([["4:1"], ["5:1"]]);
      const batches = plain.withBatching({ maxBatchSize: 2, waitMs: 10 });
      expect(await Array.fromAsync(batches.map([1, 2, 3]))).toEqual(["1:1", "2:1", "3:1"]);
      expect(await Array.fromAsync(batches.withConcurrency({ maxInputs: 2 }).map([1, 2, 3]))).toEqual([
        "1:1",
        "2:1",
        "3:2",
      ]);
      expect(
        await Promise.all([
          double.withBatching({ maxBatchSize: 2, waitMs: 0 }).withOptions({ cpu: 1 }).remote(1),
          double.remote(2),
        ]),
      ).toMatchObject([{ of: 1 }, { of: 1 }]);
      expect(world.containers(plain.withBatching({ maxBatchSize: 2, waitMs: 10 }))).toHaveLength(1);
      expect(batches.definition).toMatchObject({ batch: { maxBatchSize: 2, waitMs: 10 }, maxContainers: 1 });
    });
  });

  test("and of classes, also of looked-up ones; one pool for each set of options", async ({ world }) => {
    await world.deploy(together);
    await world.within(async () => {
      const Wide = Server.withConcurrency({ maxInputs: 6, targetInputs: 6 });
      expect((await Promise.all([1, 2, 3, 4, 5, 6].map(() => new Wide().serve.remote(10)))).at(-1)).toMatchObject({
        most: 6,
      });
      expect(world.containers(new (Server.withConcurrency({ targetInputs: 6, maxInputs: 6 }))().other)).toHaveLength(1);
      expect(world.containers(new Server().serve)).toHaveLength(0);
      const One = Cls.fromName<typeof Server>("together", "Server")
        .withOptions({ maxContainers: 1 })
        .withConcurrency({ maxInputs: 2 });
      expect((await Promise.all([1, 2, 3].map(() => new One().serve.remote(10)))).map(({ most }) => most)).toEqual([
        1, 2, 1,
      ]);
      const batches = new (Lone.withBatching({ maxBatchSize: 2, waitMs: 5 }))();
      const [one, two] = await Promise.all([1, 2].map((number) => batches.double.remote(number as never)));
      expect([one, two]).toEqual([202, 204]);
      expect(await new Lone().double.remote([3])).toEqual([106]);
    });
  });

  test("what cannot be batched is refused, at once where its code is known, otherwise when it is used", async ({
    world,
  }) => {
    const options = { maxBatchSize: 2, waitMs: 1 };
    const defaults = new App("scratch").function(
      { name: "f", isolation: "inline" },
      async (numbers: number[] = []): Promise<number[]> => numbers,
    );
    // @ts-expect-error a default
    expectError(() => defaults.withBatching(options), InvalidError, "does not accept default arguments");
    expectError(
      () => (items as unknown as { withBatching(o: object): void }).withBatching(options),
      InvalidError,
      "`items` cannot return generators",
    );
    expectError(
      () => Lone.withBatching({ maxBatchSize: 0, waitMs: 1 }),
      InvalidError,
      '"maxBatchSize" of withBatching',
      "positive integer",
    );
    expectError(
      () => plain.withConcurrency({ maxInputs: 2, targetInputs: 3 }),
      InvalidError,
      '"targetInputs" of withConcurrency (3)',
    );
    expectError(
      () => Server.withConcurrency({} as never),
      TypeError,
      "withConcurrency is missing required argument: `maxInputs`",
    );
    expectError(
      () => new Lone().double.withConcurrency({ maxInputs: 2 }),
      InvalidError,
      "`Lone.double` is a method",
      "withConcurrency` of its class",
    );
    await world.deploy(app);
    await world.deploy(together);
    await world.within(async () => {
      await expectRejection(
        () => new (Several.withBatching(options))().one.remote(),
        InvalidError,
        "withBatching of class `Several`",
        "methods one, two",
      );
      await expectRejection(
        () => new (Streams.withBatching(options))().items.hydrate(),
        InvalidError,
        "its method items is a generator",
      );
      await expectRejection(
        () => new (Cls.fromName<typeof Streams>("together", "Streams").withOptions({ retries: 2 }))().items.hydrate(),
        InvalidError,
        "its method items is a generator",
        "retries",
      );
      await expectRejection(
        () => Function_.fromName("dynamic", "items").withBatching(options).hydrate(),
        InvalidError,
        "withBatching of `items`: it is a generator",
      );
    });
    expectError(
      () =>
        new App("scratch").cls(
          { isolation: "inline", retries: 1 },
          class Retried {
            each = method(function* () {
              yield 1;
            });
          },
        ),
      InvalidError,
      "Class `Retried`",
      "method `each` is a generator",
      "retries",
    );
  });

  test("mocks stand in for one instance, or by name for all", async ({ world }) => {
    world.mock("dynamic/Model.place", () => "any");
    world.mock(new Model({ size: "big" }).place, () => ["big"]);
    expect(
      await world.run(app, async () => [
        await new Model().place.remote(),
        await new Model({ size: "big" }).place.remote(),
        await new Model({ size: "other" }).own.remote(),
      ]),
    ).toEqual(["any", ["big"], "any"]);
  });
});
