// Modal: docs/modal/classes.md#parameters, docs/modal/classes.md#handles
import { describe, expect } from "vitest";
import {
  App,
  Cls,
  enter,
  ExecutionError,
  InvalidError,
  method,
  NotFoundError,
  parameter,
  SerializationError,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { Emulator } from "modal-emulator/emulator";
import { app as elsewhere, stranger, type Counter } from "../apps/stranger.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("parameters");

const Model = app.cls(
  {},
  class Model {
    size = parameter({ default: "small" });
    steps = parameter({ default: 3 });
    fast = parameter({ default: false });
    key = parameter({ default: new Uint8Array([1, 2]) });
    inner = parameter({ default: "kept", init: false });
    shout = this.size.toUpperCase().repeat(this.steps - 2);
    entered = "";
    served = 0;
    load = enter(() => {
      this.entered = this.size;
    });
    all = method(async () => ({
      size: this.size,
      steps: this.steps,
      fast: this.fast,
      key: this.key,
      shout: this.shout,
      entered: this.entered,
      inner: this.inner,
    }));
    count = method(() => ++this.served);
  },
);
const Path = app.cls(
  {},
  class Path {
    path = parameter({ type: "string" });
    get = method(() => this.path);
  },
);
const Plain = app.cls(
  {},
  class Plain {
    served = 0;
    count = method(() => ++this.served);
  },
);
const Named = app.cls(
  {},
  class Named {
    path = parameter("path");
    size = parameter("size", 3);
    all = method(async () => [this.path, this.size]);
  },
);
const Typed = app.cls(
  {},
  class Typed {
    lang = parameter({ type: "string", default: "en" });
    steps = parameter({ type: "integer", default: 3 });
    fast = parameter({ type: "boolean", default: false });
    all = method(async () => [this.lang, this.steps, this.fast]);
  },
);
class Base {
  size = parameter({ default: "base" });
  depth = parameter({ default: 1 });
}
const Derived = app.cls(
  {},
  class Derived extends Base {
    override size = parameter({ default: "derived" });
    both = method(() => [this.size, this.depth]);
  },
);
const Legacy = app.cls(
  {},
  class Legacy {
    readonly url: string;
    readonly options: { depth: number };
    constructor(url: string, options = { depth: 1 }) {
      this.url = url;
      this.options = options;
    }
    get = method(() => [this.url, this.options.depth]);
  },
);

let total = 0;
const Inline = app.cls(
  { isolation: "inline" },
  class Inline {
    by = parameter({ default: 1 });
    add = method(() => (total += this.by));
  },
);

// eslint-disable-next-line typescript/no-explicit-any -- mistakes of users
const loose = (cls: unknown): new (...args: unknown[]) => any => cls as never;

describe("parameters", () => {
  test("the documents' form: the name of the field in front", async ({ world }) => {
    expect(
      await world.run(app, async () => [
        await new Named({ path: "/x" }).all.remote(),
        await new Named({ path: "/y", size: 5 }).all.remote(),
      ]),
    ).toEqual([
      ["/x", 3],
      ["/y", 5],
    ]);
    await world.run(app, () =>
      expectRejection(() => new (loose(Named))().all.remote(), InvalidError, "Missing required parameter: path"),
    );
    expectError(
      () =>
        new App("scratch").cls(
          { isolation: "inline" },
          class Wrong {
            size = parameter("steps", 3);
          },
        ),
      InvalidError,
      "Class `Wrong`",
      'field `size` is a parameter called "steps"',
    );
    expectError(() => parameter("size", 1.5), InvalidError, "1.5 is not a supported modal.parameter() type");
  });

  test("have their values in field initialisers, hooks and methods; defaults fill the rest", async ({ world }) => {
    const read = await world.run(app, () =>
      new Model({ size: "big", steps: 4, key: new Uint8Array([9]) }).all.remote(),
    );
    expect(read).toEqual({
      size: "big",
      steps: 4,
      fast: false,
      key: new Uint8Array([9]),
      shout: "BIGBIG",
      entered: "big",
      inner: "kept",
    });
  });

  test("a boolean passes as an integer, a float does not", async ({ world }) => {
    await world.run(app, async () => {
      expect(await new (loose(Derived))({ depth: true }).both.remote()).toEqual(["derived", true]);
      await expectRejection(
        () => new Model({ steps: 1.5 }).count.remote(),
        TypeError,
        "Parameter steps of class `Model`",
        "Expected int, got float (1.5)",
      );
    });
  });

  test("what does not fit is refused when a method is used, not when the instance is made", async ({ world }) => {
    await world.run(app, async () => {
      const { count } = new (loose(Model))({ size: 3 });
      await expectRejection(
        () => count.remote(),
        TypeError,
        "Parameter size of class `Model`",
        "Expected str, got int (3)",
      );
      await expectRejection(
        () => new (loose(Model))({ fast: 1 }).count.spawn(),
        TypeError,
        "Expected bool, got int (1)",
      );
      await expectRejection(
        () => new (loose(Model))({ key: "k" }).count.remote(),
        TypeError,
        "Expected bytes, got str",
      );
      await expectRejection(
        () => new (loose(Model))({ size: null }).count.remote(),
        TypeError,
        "Expected str, got object (null)",
      );
      await expectRejection(
        () => new (loose(Model))({ colour: "red", size: "x" }).count.remote(),
        InvalidError,
        "Parameter colour was provided but is not defined",
        "size, steps, fast, key",
      );
      await expectRejection(
        () => new (loose(Model))("big").count.remote(),
        InvalidError,
        "takes its parameters by name",
        "{ size: … }",
        'got "big"',
      );
      await expectRejection(
        () => new (loose(Path))().get.remote(),
        InvalidError,
        "Missing required parameter: path of class `Path`",
      );
      await expectRejection(
        () => new (loose(Plain))({ size: 1 }).count.remote(),
        InvalidError,
        "size was provided but is not defined",
        "no parameters",
      );
      expectError(() => new (loose(Path))().get.local(), InvalidError, "Missing required parameter");
    });
    expect(world.calls()).toEqual([]);
  });

  // Modal: docs/modal/classes.md#pools
  test("equal values share containers, defaults included; others have their own", async ({ world }) => {
    const counts = await world.run(app, async () => [
      await new Model().count.remote(),
      await new Model({ size: "small", key: new Uint8Array([1, 2]) }).count.remote(),
      await new Model({ size: "other" }).count.remote(),
      await new Model({ steps: 3 }).count.remote(),
      await new Plain().count.remote(),
      await new Plain({}).count.remote(),
    ]);
    expect(counts).toEqual([1, 2, 1, 3, 1, 2]);
    expect(world.containers()).toHaveLength(3);
    expect(world.containers(new Model().count)).toHaveLength(1);
    expect(world.calls(new Model({ size: "other" }).count)).toHaveLength(1);
    expect(world.calls(new Model().count)).toHaveLength(3);
  });

  test("of base classes are included and may be redefined", async ({ world }) => {
    expect(
      await world.run(app, async () => [
        await new Derived().both.remote(),
        await new Derived({ size: "x", depth: 2 }).both.remote(),
      ]),
    ).toEqual([
      ["derived", 1],
      ["x", 2],
    ]);
  });

  test("a constructor with arguments works alone, and its arguments make the pool", async ({ world }) => {
    expect(
      await world.run(app, async () => [
        await new Legacy("a").get.remote(),
        await new Legacy("b", { depth: 2 }).get.remote(),
        await new Legacy("a").get.remote(),
      ]),
    ).toEqual([
      ["a", 1],
      ["b", 2],
      ["a", 1],
    ]);
    expect(world.containers()).toHaveLength(2);
  });

  test("a type may stand beside a default", async ({ world }) => {
    expect(
      await world.run(app, async () => [
        await new Typed().all.remote(),
        await new Typed({ lang: "de", fast: true }).all.remote(),
      ]),
    ).toEqual([
      ["en", 3, false],
      ["de", 3, true],
    ]);
  });

  test("declarations that cannot be are refused: types, defaults, contradictions", () => {
    const given = parameter as (options: unknown) => unknown;
    for (const value of [1.5, Number.NaN, [1], {}, null])
      expectError(
        () => given({ default: value }),
        InvalidError,
        "not a supported modal.parameter() type",
        "string, integer, boolean, bytes",
      );
    expectError(() => given({ type: "float" }), InvalidError, '"float" is not a supported modal.parameter() type');
    expectError(
      () => given({ type: "string", default: 3 }),
      InvalidError,
      'Option "default" of parameter must be of its type string, got 3',
    );
    expectError(() => given({ defaults: 3 }), InvalidError, 'Unknown option "defaults" of parameter', "default");
    expectError(
      () => given({ default: 3, init: 1 }),
      InvalidError,
      'Option "init" of parameter must be true or false, got 1',
    );
    const scratch = new App("scratch");
    expectError(
      () =>
        scratch.cls(
          { isolation: "inline" },
          class Bare {
            size = parameter();
          },
        ),
      InvalidError,
      "Class `Bare`: parameter `size` needs a type or a default",
    );
    expectError(
      () =>
        scratch.cls(
          { isolation: "inline" },
          class Mixed {
            size = parameter({ default: "s" });
            constructor(url: string) {
              void url;
            }
          },
        ),
      InvalidError,
      "Class `Mixed`",
      "parameters (size) and a constructor with arguments",
    );
    expectError(
      () =>
        scratch.cls(
          { isolation: "inline" },
          class Broken {
            size = parameter({ default: "s" });
            constructor() {
              throw new RangeError("no luck");
            }
          },
        ),
      InvalidError,
      "Class `Broken`",
      "no luck",
      "`enter` hook",
    );
  });
});

const caller = app.function({}, async function caller(count: { remote(): Promise<number> }) {
  return count.remote();
});
const passesOn = app.function(
  {},
  async function passesOn(through: typeof caller, count: { remote(): Promise<number> }) {
    return through.remote(count);
  },
);
const passer = app.function({}, async function passer(model: Counting, Class: unknown): Promise<
  [Counting, typeof Model, number]
> {
  return [model, Class as typeof Model, await model.count.remote()];
});
type Counting = InstanceType<typeof Model>;

describe("handles", () => {
  test("methods, instances and classes cross as live handles", async ({ world }) => {
    await world.run(app, async () => {
      const { count } = new Model({ size: "big" });
      await count.remote();
      expect(await caller.remote(count)).toBe(2);
      expect(await caller.remote(new Model({ size: "unused" }).count)).toBe(1);
      expect(
        await passesOn.remote(
          caller.withOptions({ timeoutMs: 5000 }),
          new (Model.withOptions({ env: { EXTRA: "2" } }))({ size: "big" }).count,
        ),
      ).toBe(1);
      const big = new Model({ size: "big" });
      const [same, Other, next] = await passer.remote(big, Model.withOptions({ env: { EXTRA: "1" } }));
      expect(next).toBe(3);
      expect(await same.count.remote()).toBe(4);
      expect(same.size).toBe("big"); // the class is defined here
      expect(world.containers(same.count)).toHaveLength(1);
      expect(await new Other({ size: "big" }).count.remote()).toBe(1);
      await expectRejection(
        () => passer.remote(new (loose(Model))({ size: 3 }) as typeof big, Model),
        SerializationError,
        "args[0]",
        "Expected str, got int",
      );
      const unused = Cls.fromName<typeof Model>("parameters", "Model");
      await expectRejection(
        () => passer.remote(new unused(), Model),
        InvalidError,
        "Class `Model` hasn't been hydrated",
        "hydrate()",
      );
      await expectRejection(
        () => caller.remote(new unused().count),
        InvalidError,
        "Class `Model` hasn't been hydrated",
      );
    });
    await expectRejection(() => passer.remote(new Model(), Model), InvalidError, "Class `Model` hasn't been hydrated");
  });

  test("to where the class is not defined, too; not to another world", async ({ world }) => {
    await world.deploy(app);
    await world.deploy(elsewhere);
    await world.within(async () => {
      const big = new (await Cls.lookup<typeof Model>("parameters", "Model"))({ size: "big" });
      expect(await stranger.remote(big)).toEqual([1, "Model.count"]);
      expect(world.containers(big.count)).toHaveLength(1);
      const [own] = await stranger.withOptions({ env: { BACK: "1" } }).remote(big);
      expect(await (own as Counter).count.remote()).toBe(3);
    });
  });

  test("an inline class that is looked up where it is defined still runs the class itself", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const Found = await Cls.lookup<typeof Inline>("parameters", "Inline");
      const before = total;
      await new Found({ by: 5 }).add.remote();
      expect(total).toBe(before + 5);
      total = before;
    });
  });

  test("one that comes back when its app has stopped, and one of another world", async ({ world }) => {
    await world.deploy(elsewhere);
    const call = await world.run(app, async () => {
      const started = await stranger.withOptions({ env: { BACK: "1" } }).spawn(new Model());
      await started.get();
      return started;
    });
    const [late] = await world.within(() => call.get());
    await world.within(() =>
      expectRejection(() => (late as Counter).count.remote(), ExecutionError, "app is not running"),
    );
    await using other = await Emulator.start({ threads: 0 });
    await other.within(() => expectRejection(() => (late as Counter).count.remote(), NotFoundError, "another world's"));
  });

  test("inline, an instance lives in the caller's own module", async ({ world }) => {
    await world.run(app, async () => {
      expect([await new Inline({ by: 2 }).add.remote(), await new Inline().add.remote(), total]).toEqual([2, 3, 3]);
    });
  });
});

describe("looked up", () => {
  test("a class of a deployed app works by its name; its parameters are checked as at home", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const Found = Cls.fromName<typeof Model>("parameters", "Model");
      expect(await new Found({ size: "big" }).count.remote()).toBe(1);
      expect(await new (await Cls.lookup<typeof Model>("parameters", "Model"))({ size: "big" }).count.remote()).toBe(2);
      expect(await new (Cls.fromName<typeof Model>("parameters/Model"))({ size: "big" }).count.remote()).toBe(3);
      await expectRejection(() => new (loose(Found))({ size: 1 }).count.remote(), TypeError, "Expected str, got int");
      await expectRejection(
        () => new (loose(Found))().served.remote(),
        NotFoundError,
        "no method `served`",
        "can't be accessed for remote classes",
        "all, count",
      );
      await expectRejection(
        () => Cls.lookup("parameters", "Modle"),
        NotFoundError,
        'Lookup failed for Cls "Modle" of app "parameters"',
      );
      await expectRejection(
        () => new (loose(Cls.fromName("nowhere", "Model")))().count.remote(),
        NotFoundError,
        "Lookup failed for Cls",
      );
    });
    for (const name of ["", "/", "app/", "/Name", "a/b/C", 3 as never])
      expectError(() => Cls.fromName(name), InvalidError, "Cls.fromName");
    expectError(() => Cls.fromName("app", ""), InvalidError, "Cls.fromName");
    expectError(() => Cls.fromName(undefined as never, "Name"), InvalidError, "Cls.fromName");
  });

  // Modal: docs/modal/older-names.md#names-that-never-were
  test("a class is found by its own name alone, if only one deployed app of the environment has it", async ({
    world,
  }) => {
    const Found = Cls.fromName<typeof Model>("Model");
    await world.within(() =>
      expectRejection(
        () => new Found({ size: "big" }).count.remote(),
        NotFoundError,
        'for Cls "Model" in environment "main"',
      ),
    );
    await world.deploy(app);
    await world.deploy(app, { name: "elsewhere", environment: "dev" });
    await world.within(async () => {
      const one = new Found({ size: "big" });
      expect(await one.count.remote()).toBe(1);
      expect(world.calls(one.count)).toHaveLength(1);
      expect(await new (await Cls.lookup<typeof Model>("Model"))({ size: "big" }).count.remote()).toBe(2);
      const InDev = Cls.fromName<typeof Model>("Model", undefined, { environment: "dev" });
      expect(await new InDev({ size: "big" }).count.remote()).toBe(1);
      await expectRejection(
        () => Cls.lookup("Modle"),
        NotFoundError,
        'Lookup failed for Cls "Modle"',
        "no deployed app",
      );
      await expectRejection(
        () => Cls.lookup("Model", undefined, { version: 7 }),
        NotFoundError,
        'version 7 of app "parameters"',
      );
    });
    await world.deploy(app, { name: "another" });
    await world.within(() =>
      expectRejection(
        () => Cls.lookup("Model"),
        InvalidError,
        '"parameters", "another"',
        'Cls.fromName("parameters", "Model")',
      ),
    );
  });
});
