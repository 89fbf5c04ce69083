// Modal: docs/modal/command-line.md#run
import { describe, expect, test } from "vitest";
import { app, run } from "../support/run-cli.js";

describe("run --interactive", () => {
  test.each([
    [[], "false\n"],
    [["-i"], "true\n"],
    [["--interactive"], "true\n"],
  ])("%j", async (options, stdout) => {
    expect(await run(...options, app("asks.ts"))).toMatchObject({ code: 0, stdout });
  });

  test.each([
    ["-i", "-q"],
    ["--quiet", "--interactive"],
  ])("not with --quiet: %s %s", async (...options) => {
    expect(await run(...options, app("asks.ts"))).toEqual({
      code: 1,
      stdout: "",
      stderr: "InvalidError: To use interactive mode, remove the --quiet flag.\n",
    });
  });
});
