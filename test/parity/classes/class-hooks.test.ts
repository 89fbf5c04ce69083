// Modal: docs/modal/classes.md#hooks
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  App,
  Cls,
  enter,
  exit,
  ExecutionError,
  FunctionTimeoutError,
  InvalidError,
  method,
  parameter,
  RemoteError,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import type { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../../support/expect-error.js";
import { elapsed, START } from "../../support/elapsed.js";

const app = new App("hooks");

const Service = app.cls(
  { scaledownWindowMs: 10_000 },
  class Service {
    name = parameter({ default: "a" });
    client: string | undefined;
    first = enter(() => console.log(`${this.name} first`));
    second = enter(async () => {
      await sleep(1000);
      this.client = `client of ${this.name}`;
      console.log(`${this.name} second`);
    });
    process = method(async (data: string) => `${this.client}: ${data}`);
    die = method(() => process.exit(1));
    slow = method(async () => sleep(60_000));
    close = exit(async () => {
      await sleep(500);
      console.log(`${this.name} closed by ${await helper.remote().catch((error: Error) => error.name)}`);
    });
    last = exit(() => console.log(`${this.name} last`));
  },
);
const helper = app.function({}, async function helper() {
  return "helper";
});
const Once = app.cls(
  { singleUseContainers: true },
  class Once {
    run = method(() => "ran");
    close = exit(() => console.log("once closed"));
  },
);
const Failing = app.cls(
  {},
  class Failing {
    how = parameter({ default: "throws" });
    load = enter(async () => {
      if (this.how === "throws") throw new RangeError("no weights");
      if (this.how === "hangs") await sleep(400_000);
    });
    run = method(() => "never");
    close = exit(() => {
      if (this.how === "exits badly") throw new TypeError("cannot close");
      console.log("closed");
    });
    after = exit(async () => {
      console.log("after");
      if (this.how === "never closes") await sleep(60_000);
    });
  },
);
const Snapshot = app.cls(
  { enableMemorySnapshot: true, maxContainers: 2 },
  class Snapshot {
    log: string[] = [];
    late = enter(() => void this.log.push("late"));
    early = enter({ snap: true }, () => void this.log.push("early"));
    read = method(async () => {
      await sleep(10);
      return this.log;
    });
  },
);
class Base {
  load = enter(() => console.log("base"));
  close = exit(() => console.log("base closed"));
}
const Derived = app.cls(
  {},
  class Derived extends Base {
    own = enter(() => console.log("derived"));
    override close = exit(() => console.log("derived closed"));
    run = method(() => "ran");
  },
);

const Local = app.cls(
  {},
  class Local {
    static version = 7;
    size = parameter({ default: "small" });
    log: string[] = [];
    load = enter(() => void this.log.push("entered"));
    sync = method((x: number) => [this.size, x, ...this.log]);
    later = method(async () => this.log);
    items = method(function* (this: { size: string }) {
      yield* this.size;
    });
    helper(): string {
      return `helped ${this.size}`;
    }
    close = exit(() => void this.log.push("exited"));
  },
);
const AsyncEnter = app.cls(
  {},
  class AsyncEnter {
    load = enter(async () => {});
    sync = method(() => 1);
  },
);

const lines = (world: Emulator): string[] =>
  [...world.logs].filter(({ source }) => source === "stdout").map(({ message }) => message);

describe("hooks", () => {
  test("enter runs once per container, in order, on virtual time; a fresh container enters again", async ({
    world,
  }) => {
    await world.run(app, async () => {
      expect(await new Service().process.remote("x")).toBe("client of a: x");
      expect(elapsed(world)).toBe(1000);
      await new Service().process.remote("y");
      expect(lines(world)).toEqual(["a first", "a second"]);
      await expectRejection(() => new Service().die.remote(), ExecutionError, "ended itself");
      await new Service().process.remote("z");
      expect(lines(world)).toEqual(["a first", "a second", "a first", "a second"]); // and a hard end runs no exit hook
    });
  });

  test("exit hooks run when a container scales down, with time and calls of their own", async ({ world }) => {
    await world.run(app, async () => {
      await new Service().process.remote("x");
      await world.clock.advance({ seconds: 20 });
      expect(lines(world).slice(2)).toEqual(["a closed by helper", "a last"]);
      expect(world.events.of("container.exiting")).toMatchObject([{ at: START + 11_000, reason: "idle for 10000 ms" }]);
      expect(world.events.of("container.stopped")).toMatchObject([
        { at: START + 11_500, reason: "its exit hooks have run" },
      ]);
    });
  });

  test("when its app stops: what runs is interrupted first, and the app waits for the hooks", async ({ world }) => {
    const ended = await world.run(app, async () => {
      await new Service({ name: "b" }).process.remote("x");
      const call = await new Service().slow.spawn();
      await world.clock.advance({ seconds: 5 });
      return call;
    });
    await world.within(() => expectRejection(() => ended.get(), RemoteError, "was stopped"));
    expect(lines(world).slice(4).toSorted()).toEqual([
      "a closed by ExecutionError",
      "a last",
      "b closed by ExecutionError",
      "b last",
    ]); // functions of an app that stops cannot be called
    expect(world.containers().every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
  });

  test("when it served its one input, and when a newer deployment replaces it", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      await new Once().run.remote();
      await new Service().process.remote("x");
      await world.deploy(app);
      await world.clock.advance({ seconds: 1 });
    });
    expect(lines(world)).toEqual(["once closed", "a first", "a second", "a closed by helper", "a last"]);
    expect(world.events.of("container.exiting").map(({ reason }) => reason)).toEqual([
      "single use",
      "replaced by a newer deployment",
    ]);
  });

  // Modal: docs/modal/classes.md#life-of-a-container
  test("a failing enter fails what waits with its own error, and no exit hook runs", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => new Failing().run.remote(), RangeError, "no weights");
      await expectRejection(
        () => new Failing({ how: "hangs" }).run.remote(),
        FunctionTimeoutError,
        "did not start within 300000 ms",
      );
    });
    expect(world.calls().map(({ inputs }) => inputs[0]?.status)).toEqual(["INIT_FAILURE", "INIT_FAILURE"]);
    expect(lines(world)).toEqual([]);
  });

  test("a failing exit is recorded and ends the hooks; one that takes more than 30 s is cut off", async ({ world }) => {
    await world.run(app, async () => {
      await new Failing({ how: "exits badly" }).run.remote();
      await new Failing({ how: "never closes" }).run.remote();
    });
    expect(world.events.of("container.exitFailed")).toMatchObject([
      { error: { name: "TypeError", message: "cannot close" } },
    ]);
    expect(lines(world)).toEqual(["closed", "after"]);
    expect(world.events.of("container.stopped").map(({ reason, at }) => [reason, at - START])).toEqual([
      ["its exit hooks have run", 0],
      ["its exit hooks took longer than 30000 ms", 30_000],
    ]);
  });

  // Modal: docs/modal/ending-containers.md#memory-snapshots
  test("with a memory snapshot, hooks with `snap` run first; the first container takes it, later ones are restored", async ({
    world,
  }) => {
    const read = await world.run(app, () => Promise.all([new Snapshot().read.remote(), new Snapshot().read.remote()]));
    expect(read).toEqual([
      ["early", "late"],
      ["early", "late"],
    ]);
    expect(
      [world.events.of("container.snapshotted"), world.events.of("container.restored")].map(({ length }) => length),
    ).toEqual([1, 1]);
    const scratch = new App("scratch");
    expectError(
      () =>
        scratch.cls(
          { isolation: "inline" },
          class Early {
            load = enter({ snap: true }, () => {});
          },
        ),
      InvalidError,
      "Class `Early`",
      "enter({ snap: true })",
      '"enableMemorySnapshot"',
    );
    expectError(
      () => enter({ snap: 1 } as never, () => {}),
      InvalidError,
      'Option "snap" of enter must be true or false, got 1',
    );
  });

  test("hooks of base classes come first; an override takes the place of what it overrides", async ({ world }) => {
    await world.run(app, () => new Derived().run.remote());
    expect(lines(world)).toEqual(["base", "derived", "derived closed"]);
  });
});

describe("local calls", () => {
  // Modal: docs/modal/calling.md#local
  test("synchronous methods run the enter hooks, asynchronous ones do not, and exit hooks never run", async () => {
    expect(await new Local().later.local()).toEqual([]);
    const local = new Local({ size: "big" });
    expect([local.sync.local(1), local.sync.local(2)]).toEqual([
      ["big", 1, "entered"],
      ["big", 2, "entered"],
    ]);
    expect(await local.later.local()).toEqual(["entered"]);
    expect([...local.items.local()]).toEqual(["b", "i", "g"]);
    expectError(
      () => new AsyncEnter().sync.local(),
      InvalidError,
      "Class `AsyncEnter`",
      "asynchronous `enter` hook",
      ".remote()",
    );
  });

  test("members that are no methods are read from an object made for it; statics are those of the class; hooks are not there", () => {
    const local = new Local({ size: "big" });
    expect([local.size, local.log, local.helper()]).toEqual(["big", [], "helped big"]);
    expect((Local as unknown as { version: number }).version).toBe(7);
    expect((local as unknown as { load: unknown }).load).toBe(undefined);
    expect("load" in local).toBe(false);
  });

  // Modal: docs/modal/classes.md#handles
  test("a method of the class instead of an instance is a TypeError that says so", () => {
    expectError(
      () => (Local as unknown as Record<string, unknown>)["sync"],
      TypeError,
      "Did you forget to instantiate",
      "new Local().sync",
    );
    expectError(() => (Local as unknown as () => void)(), TypeError, "Class `Local` cannot be called", "new Local(");
  });

  test("a class that is looked up has no local methods", async ({ world }) => {
    await world.deploy(app);
    const Found = Cls.fromName<typeof Local>("hooks", "Local");
    expectError(() => new Found().sync.local(1), ExecutionError, "`Local.sync.local`", "looked up");
  });

  test("without its app a method cannot be called", async () => {
    await expectRejection(
      () => new Local().sync.remote(1),
      ExecutionError,
      "`Local.sync` has not been hydrated: its app is not running",
    );
  });

  test("definitions that cannot be are refused", () => {
    const scratch = new App("scratch");
    const cls = scratch.cls.bind(scratch) as (...given: unknown[]) => unknown;
    expectError(() => cls({}, 5), TypeError, "app.cls takes a class, got 5");
    expectError(() => cls({}, () => 1), TypeError, "app.cls takes a class", "app.function");
    expectError(() => cls({ isolation: "inline" }, class {}), InvalidError, "needs a name");
    expectError(
      () => cls({}, class Nested {}),
      InvalidError,
      "Class `Nested` is defined inside",
      'isolation: "inline"',
    );
    expectError(() => cls({ schedule: 1 }, class Timed {}), InvalidError, 'Unknown option "schedule" of app.cls');
    expectError(
      () => method({ generator: true } as never, () => 1),
      InvalidError,
      'Unknown option "generator" of method',
      "isGenerator",
    );
    expectError(() => method({}, 3 as never), InvalidError, "method takes a function", "got 3");
  });
});
