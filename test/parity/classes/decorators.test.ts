// Modal: docs/modal/classes.md#hooks
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { App, Cls, enter, exit, InvalidError, method, parameter } from "modal-emulator";
import { cli } from "../../support/run-cli.js";
import { expectError } from "../../support/expect-error.js";

const decorated = fileURLToPath(new URL("../apps/decorated.ts", import.meta.url));

describe("classes under decorators", () => {
  test("parameters, hooks and methods work; hooks run base class first, and a plain override does not remove one", async () => {
    const { code, stdout } = await cli(["run", "-q", decorated]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, -2)).toEqual([
      "enter big3",
      "big31",
      "big30",
      "big31",
      "enter small4",
      "small42",
      "derived.a",
      "base.b",
      "derived.c",
      "gone",
      "[ 1, 2 ]",
      "[ 'a2', 'b2' ]",
    ]);
    expect(lines.slice(-2).toSorted()).toEqual(["exit big3", "exit small4"]);
  });

  test("TypeScript's older decorators are recognised", async () => {
    class Legacy {
      size!: string;
      constructor() {
        this.size = "small";
      }
      load(): void {
        this.size += "!";
      }
      read(): string {
        return this.size;
      }
    }
    const apply = (
      decorate: (target: object, key: string, descriptor: PropertyDescriptor) => void,
      name: string,
    ): void => decorate(Legacy.prototype, name, Object.getOwnPropertyDescriptor(Legacy.prototype, name) ?? {});
    parameter()(Legacy.prototype, "size");
    apply(enter(), "load");
    apply(method(), "read");
    const app = new App("legacy");
    app.cls({ isolation: "inline" })(Legacy);
    const Handle = Cls.of(Legacy);
    expect(
      await app.run(() => Promise.all([new Handle().read.remote(), new Handle({ size: "big" }).read.remote()])),
    ).toEqual(["small!", "big!"]);
  });

  test("misuse is refused: forgotten parentheses, statics, classes, fields, a method that is a hook", () => {
    const context = { kind: "method", name: "m", static: false, private: false, addInitializer: () => undefined };
    const on = (decorator: unknown, value: unknown, given: object = context): unknown =>
      (decorator as (value: unknown, context: object) => unknown)(value, given);
    const fn = (): void => undefined;
    for (const [name, marker] of Object.entries({ method, enter, exit, parameter }))
      expectError(() => on(marker, fn), InvalidError, `@${name}`, "forget its parentheses");
    expectError(
      () => on(new App("x").cls.bind(new App("x")), class {}, { ...context, kind: "class" }),
      InvalidError,
      "@app.cls",
      "forget its parentheses",
    );
    expectError(
      () => on(enter(), class {}, { ...context, kind: "class", name: "C" }),
      InvalidError,
      "@enter()",
      'not on the class "C"',
    );
    expectError(
      () => on(method(), fn, { ...context, static: true, name: "s" }),
      InvalidError,
      "@method()",
      'static member "s"',
    );
    expectError(
      () => on(method(), fn, { ...context, private: true, name: "#p" }),
      InvalidError,
      "@method()",
      'private member "#p"',
    );
    expectError(
      () => on(method(), undefined, { ...context, kind: "field" }),
      InvalidError,
      "@method() belongs on a method, got undefined",
    );
    expectError(
      () => on(parameter(), fn),
      InvalidError,
      '@parameter() belongs on a field or accessor, not on method "m"',
    );
    const both = (): void => undefined;
    on(method(), both);
    expectError(() => on(enter(), both), InvalidError, '"both"', "both a method and a hook", "method and enter");
    expectError(() => exit({ snap: true } as never), InvalidError, 'Unknown option "snap" of exit, which has none');
    expectError(() => Cls.of(class Nowhere {}), InvalidError, "Nowhere", "@app.cls()");
  });
});
