// Modal: docs/modal/classes.md#handles
import { describe, expect } from "vitest";
import { App, Cls, ExecutionError, InvalidError, method, NotFoundError, parameter } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("bound");
class Greeter {
  word = parameter({ default: "Hello" });
  greet = method(async (name: string) => `${this.word}, ${name}!`);
  method = method(async () => "a method of that name");
}
const Greeters = app.cls({}, Greeter);
const Singletons = app.cls(
  {},
  class Singleton {
    static instance(): string {
      return "its own";
    }

    run = method(async () => 1);
  },
);

describe("instance() and method(name), as in Modal's JavaScript SDK", () => {
  test("of a class that was looked up", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const Found = Cls.fromName("bound", "Greeter");
      const greeter = await Found.instance({ word: "Hi" });
      expect(await greeter.method("greet").remote("Ada")).toBe("Hi, Ada!");
      expect(await greeter.method("method").remote()).toBe("a method of that name");
      expect(greeter.method("greet").methodName).toBe("greet");
      expect(greeter.method("greet").functionId).toMatch(/^fu-/);
      expect(await (await Found.withOptions({ cpu: 1 }).instance()).method("greet").remote("Bo")).toBe("Hello, Bo!");
      expectError(() => greeter.method("wave"), NotFoundError, '"wave"', "greet, method");
      await expectRejection(() => Found.instance({ words: "Hi" }), InvalidError, "words");
      await expectRejection(() => Cls.fromName("bound", "None").instance(), NotFoundError, "None");
    });
  });

  test("of a class that is defined here: with types, and beside its members", async ({ world }) => {
    await world.run(app, async () => {
      const greeter = await Greeters.instance({ word: "Hey" });
      const greeting: string = await greeter.method("greet").remote("Cy");
      expect(greeting).toBe("Hey, Cy!");
      expect(await greeter.greet.remote("Cy")).toBe(greeting);
      expect(greeter.word).toBe("Hey");
      expect(await new Greeters().method.remote()).toBe("a method of that name");
    });
    await expectRejection(() => Greeters.instance(), ExecutionError, "Greeter");
  });

  test("a static member of that name stays the class's own", () => {
    expect(Reflect.apply(Reflect.get(Singletons, "instance") as unknown as () => string, undefined, [])).toBe(
      "its own",
    );
  });
});
