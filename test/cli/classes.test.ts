// Modal: docs/modal/command-line.md#references, docs/modal/command-line.md#arguments
import { describe, expect, test } from "vitest";
import { app, run } from "../support/run-cli.js";

const of = (name?: string): string => app("classes.ts", name);

async function result(...argv: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run("--json", "-q", ...argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout).result;
}

describe("methods of classes", () => {
  test("parameters of the instance and of the method are options of one command", async () => {
    expect(await result(of("Model.predict"), "--x", "3", "--steps", "5", "--fast")).toEqual({
      of: ["small", 5, true],
      x: 3,
      y: "a",
    });
    expect(
      await result(of("app.Model.predict"), "--model-size", "big", "--steps", "5", "--x", "z", "--y", "b"),
    ).toEqual({ of: ["big", 5, false], x: "z", y: "b" });
    expect(await result(of("Renamed.greet"), "--name", "Ada", "--greeting", "Hi")).toBe("Hi, Ada!");
  });

  test("a class with one method needs no more than its name", async () => {
    expect(await result(of("Renamed"))).toBe("Hello, nobody!");
    expect(await result(of("app.Single"))).toBe("Hello, nobody!");
  });

  test("arguments of a constructor, and a method of any words", async () => {
    expect(await result(of("Connected"), "--url", "http://x", "--path", "/y")).toBe("http://x:80/y");
    expect(await result(of("Words.all"), "a", "--b")).toEqual(["a", "--b"]);
  });

  test("with several methods, one has to be named", async () => {
    const { code, stderr } = await run(of("Model"));
    expect(code).toBe(1);
    expect(stderr).toContain('could be meant by "Model"');
    expect(stderr).toContain(
      "\n  Model.predict / app.Model.predict\n  Model.stream / app.Model.stream\n  Renamed.greet / app.Single.greet\n",
    );
  });

  test("--help lists the options of both; what is missing or ill-typed is a usage error", async () => {
    const { stdout } = await run(of("Model.predict"), "--help");
    expect(stdout).toContain(
      "Arguments of method `Model.predict`:\n  --model-size TEXT   [default: small]\n  --steps INTEGER     [required]\n  --fast / --no-fast  [default: no-fast]\n  --x VALUE           [required]\n",
    );
    expect(await run(of("Model.predict"), "--x", "3")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Missing option --steps."),
    });
    expect(await run(of("Model.predict"), "--x", "3", "--steps", "1.5")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--steps"),
    });
  });

  test.each([
    ["Model.stream", "not supported for generator functions"],
    ["Sized", "Method `Sized.all`: a rest parameter takes everything"],
    ["Clashing", "`size` and `size` are both --size"],
    ["Bytes", "Class `Bytes`: its parameter `key` is bytes"],
    ["Rest", "Class `Rest`: a rest parameter of its constructor"],
  ])("%s cannot be run so: %s", async (name, message) => {
    const { code, stderr } = await run(of(name));
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
