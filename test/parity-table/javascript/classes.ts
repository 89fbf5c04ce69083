import { expect } from "vitest";
import { App, Cls, method, NotFoundError, parameter } from "modal-emulator";
import { INLINE } from "../inline.ts";
import { type Area, expectThrown, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

const app = new App("js-classes");
app.cls(
  INLINE,
  class Greeter {
    word = parameter({ default: "Hello" });
    greet = method(async (name: string) => `${this.word}, ${name}!`);
  },
);
app.cls(
  INLINE,
  class Batcher {
    lengths = method(async (texts: string[]) => texts.map((text) => `${text.length} of ${texts.length}`));
  },
);

const Greeter = (): Cls => Cls.fromName("js-classes", "Greeter");

export const classes: Area = {
  title: "Cls and ClsInstance",
  deploys: [app],
  rows: [
    ofClient(
      "ClsService.fromName(appName, name, { environment, version })",
      "Cls.fromName(app, name, { environment, version })",
      async (modal) => {
        const cls = await modal.cls.fromName("js-classes", "Greeter", { environment: "main", version: 1 });
        expect(await (await cls.instance({ word: "Hi" })).method("greet").remote(["Ada"])).toBe("Hi, Ada!");
      },
    ),
    works(
      "Cls.instance(parameters?)",
      "await C.instance({ … })",
      async () => {
        const greeter = await Greeter().instance({ word: "Hey" });
        expect(await greeter.method("greet").remote("Bo")).toBe("Hey, Bo!");
        await expectThrown(() => Cls.fromName("js-classes", "None").instance(), NotFoundError, "None");
      },
      "beside `new C({ … })`. A class with a static member `instance` of its own keeps that",
    ),
    works(
      "ClsInstance.method(name)",
      "instance.method(name)",
      async () => {
        const greeter = await Greeter().instance();
        expect(greeter.method("greet").methodName).toBe("greet");
        await expectThrown(() => greeter.method("wave"), NotFoundError, '"wave"');
      },
      "of what `instance()` gives; of `new C()`, `method` is the member of the class that is called so",
    ),
    works("Cls.withOptions(…)", "C.withOptions({ … })", async () => {
      const other = await Greeter()
        .withOptions({ cpu: 1, env: { A: "1" } })
        .instance();
      expect(await other.method("greet").remote("Cy")).toBe("Hello, Cy!");
    }),
    works("Cls.withConcurrency(…)", "C.withConcurrency({ … })", async () => {
      const other = await Greeter().withConcurrency({ maxInputs: 2 }).instance();
      expect(await other.method("greet").remote("Di")).toBe("Hello, Di!");
    }),
    works("Cls.withBatching(…)", "C.withBatching({ … })", async () => {
      const Batcher = Cls.fromName("js-classes", "Batcher").withBatching({ maxBatchSize: 2, waitMs: 1000 });
      const lengths = (await Batcher.instance()).method("lengths");
      expect(await Promise.all([lengths.remote("a"), lengths.remote("bc")])).toEqual(["1 of 2", "2 of 2"]);
    }),
  ],
};
