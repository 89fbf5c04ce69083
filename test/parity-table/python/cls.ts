import { expect } from "vitest";
import { batched, Cls, concurrent, enter, exit, method, parameter } from "modal-emulator";
import { anApp, INLINE } from "../inline.ts";
import { type Area, differs, works } from "../row.ts";

const events: string[] = [];
const app = anApp();
const Greeter = app.cls(
  { ...INLINE, scaledownWindowMs: 2000 },
  class Greeter {
    word = parameter({ default: "hello" });
    start = enter(() => void events.push(`enter ${this.word}`));
    greet = method(async (name: string) => `${this.word} ${name}`);
    letters = method({ isGenerator: true }, async function* (this: { word: string }) {
      yield* this.word;
    });
    stop = exit(() => void events.push(`exit ${this.word}`));
  },
);

export const classes: Area = {
  title: "Cls",
  intro: "Classes by wrappers or by decorators ([guide](classes.md)).",
  deploys: [app],
  rows: [
    works(
      "Cls.from_name(app, name, version=, environment_name=)",
      "Cls.fromName(app, name, { version, environment })",
      async () => {
        const Found = Cls.fromName(app.name ?? "", "Greeter", { version: 1, environment: "main" }) as typeof Greeter;
        expect(await new Found({ word: "hi" }).greet.remote("Ann")).toBe("hi Ann");
      },
    ),
    differs("Cls.lookup (removed in 1.x)", "Cls.lookup(app, name)", "lives on, with a warning", async () => {
      const Found = (await Cls.lookup(app.name ?? "", "Greeter")) as typeof Greeter;
      expect(await new Found().greet.remote("Bo")).toBe("hello Bo");
    }),
    works(
      "C(**params)",
      "new C({ … })",
      async () => {
        expect(await new Greeter({ word: "ciao" }).greet.remote("Cy")).toBe("ciao Cy");
      },
      "making one does nothing yet",
    ),
    works("C().method.remote / map / spawn / local / remote_gen", "new C().method.…", async () => {
      const { greet, letters } = new Greeter();
      expect(await greet.remote("a")).toBe("hello a");
      expect(await Array.fromAsync(greet.map(["a", "b"]))).toEqual(["hello a", "hello b"]);
      expect(await (await greet.spawn("c")).get()).toBe("hello c");
      expect(await greet.local("d")).toBe("hello d");
      expect((await Array.fromAsync(letters.remoteGen())).join("")).toBe("hello");
    }),
    works("C.with_options(…)", "C.withOptions({ … })", async () => {
      const Other = Greeter.withOptions({ maxContainers: 1 });
      expect(await new Other().greet.remote("e")).toBe("hello e");
      expect(await new Other().updateAutoscaler({})).toMatchObject({ maxContainers: 1 });
    }),
    works("C.with_concurrency / with_batching", "C.withConcurrency({ … }), C.withBatching({ … })", async () => {
      const Single = app.cls(
        INLINE,
        class Single {
          sizes = method(async (inputs: number[]) => inputs.map(() => inputs.length));
        },
      );
      const Both = Single.withBatching({ maxBatchSize: 2, waitMs: 1000 });
      await app.deploy();
      const { sizes } = new Both();
      expect(await Promise.all([sizes.remote(1 as never), sizes.remote(2 as never)])).toEqual([2, 2]);
      expect(await new (Greeter.withConcurrency({ maxInputs: 5 }))().greet.remote("f")).toBe("hello f");
    }),
    works("obj.update_autoscaler(…)", "instance.updateAutoscaler({ … })", async () => {
      expect(await new Greeter().updateAutoscaler({ maxContainers: 3 })).toMatchObject({ maxContainers: 3 });
    }),
    works(
      "modal.parameter(default=, init=)",
      "parameter({ default, init })",
      async () => {
        expect(await new Greeter({ word: "set" }).greet.remote("")).toBe("set ");
      },
      "the type is that of the default",
    ),
    works("@modal.method(is_generator=)", "method({ isGenerator }, fn), @method()", () => {
      expect(new Greeter().letters.isGenerator).toBe(true);
    }),
    works("@modal.enter(snap=)", "enter({ snap }, fn), @enter()", async () => {
      events.length = 0;
      await new Greeter({ word: "entered" }).greet.remote("");
      expect(events).toContain("enter entered");
    }),
    works(
      "@modal.exit()",
      "exit(fn), @exit()",
      async (world) => {
        await new Greeter({ word: "left" }).greet.remote("");
        await world.clock.advance(10_000);
        expect(events).toContain("exit left");
      },
      "with 30 s for its hooks",
    ),
    works(
      "@modal.batched(max_batch_size, wait_ms)",
      "batched({ maxBatchSize, waitMs }, fn), @batched({ … })",
      async () => {
        const own = anApp();
        const size = own.function(
          INLINE,
          batched({ maxBatchSize: 3, waitMs: 1000 }, async function size(inputs: string[]) {
            return inputs.map(() => inputs.length);
          }),
        );
        expect(await own.run(() => Promise.all([size.remote("a"), size.remote("b")]))).toEqual([2, 2]);
      },
      "[guide](batching-and-concurrency.md)",
    ),
    works(
      "@modal.concurrent(max_inputs, target_inputs)",
      "concurrent({ maxInputs, targetInputs }, fn), @concurrent({ … })",
      async (world) => {
        const own = anApp();
        const fn = own.function(
          INLINE,
          concurrent({ maxInputs: 4 }, async function fn(x: number) {
            return x;
          }),
        );
        await own.run(() => Array.fromAsync(fn.map([1, 2, 3, 4])));
        expect(world.containers(fn)).toHaveLength(1);
      },
      "synchronous functions do not run at once",
    ),
  ],
};
