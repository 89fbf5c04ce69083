// Modal: docs/modal/command-line.md#arguments
import { describe, expect, test } from "vitest";
import { app, run } from "../support/run-cli.js";

const typed = app("arguments.ts", "typed");

async function result(...argv: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run("--json", "-q", ...argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout).result;
}

describe("arguments of an app function are its parameters", () => {
  test.each([
    ["3", 3, "number"],
    ["three", "three", "string"],
    ['"3"', "3", "string"],
    ["true", true, "boolean"],
    ["[1]", [1], "object"],
    ["null", null, "object"],
  ])("without a default, %s is read as a literal if it is one", async (text, x, kind) => {
    expect(await result(typed, "--x", text)).toEqual({ x, kind, y: 2, flag: false });
  });
  test("a default tells the type", async () => {
    expect(await result(typed, "--flag", "--y", "-5", "--x=a")).toEqual({ x: "a", kind: "string", y: -5, flag: true });
  });
  test.each([
    [[], "Missing option --x."],
    [["--x", "1", "--y", "two"], 'Invalid value for --y: "two" is not a number.'],
    [["--x", "1", "2"], "Unexpected argument: 2."],
  ])("%j is a usage error", async (argv, message) => {
    const { code, stdout, stderr } = await run(typed, ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
  test("--help lists them", async () => {
    expect((await run(typed, "--help")).stdout).toContain(
      "Arguments of function `typed`:\n  --x VALUE           [required]\n  --y NUMBER          [default: 2]\n  --flag / --no-flag  [default: no-flag]\n",
    );
  });
});
