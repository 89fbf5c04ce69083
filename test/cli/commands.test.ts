import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { cli } from "../support/run-cli.js";

describe("commands", () => {
  test("--version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await cli(["--version"])).toEqual({ code: 0, stdout: `modal-emulator ${version}\n`, stderr: "" });
  });
  test.each([[["--help"]], [["help"]]])("%j lists the commands", async (argv) => {
    const { code, stdout, stderr } = await cli(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ {2}run +Run a function/m);
  });
  test("run --help lists the options and explains the arguments", async () => {
    const { code, stdout } = await cli(["run", "--help"]);
    expect(code).toBe(0);
    for (const option of [
      "--seed",
      "--start-time",
      "--threads",
      "-e, --env",
      "-w, --write-result <PATH>",
      "--json",
      "-q, --quiet",
      "--timestamps",
    ])
      expect(stdout).toContain(option);
    expect(stdout).toContain("a JSON literal is read as such");
  });
  test.each(["token", "profile", "dashboard", "billing"])("%s says why it is not there offline", async (command) => {
    const { code, stdout, stderr } = await cli([command, "anything", "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`There is no command \`${command}\` offline. `);
  });
  test.each([
    [[], "Which command?"],
    [["frobnicate"], "No such command: frobnicate."],
    [["toString"], "No such command: toString."],
    [["--frob"], "No such option: --frob."],
    [["run"], "There is nothing to run"],
    [["run", "--frob", "x.ts"], "No such option: --frob."],
    [["run", "--see", "1", "x.ts"], "Did you mean --seed?"],
    [["run", "--seed"], "Option --seed needs a value."],
    [["run", "--seed", "--quiet", "x.ts"], "Option --seed needs a value."],
    [["run", "--json=yes", "x.ts"], "Option --json does not take a value."],
    [["run", "--threads", "many", "x.ts"], 'Invalid value for --threads: "many" is not a whole number.'],
  ])("%j is a usage error", async (argv, message) => {
    const { code, stdout, stderr } = await cli(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: modal-emulator ");
  });
  test.each([
    ["--threads", "65", "threads must be a whole number from 0 to 64"],
    ["--start-time", "soon", "is not a point in time"],
    ["--env", "a b", "a b"],
  ])("%s %s is out of range", async (option, value, message) => {
    const { code, stderr } = await cli(["run", option, value, "test/cli/apps/hello.ts"]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
  test("colours are for terminals, unless NO_COLOR is set", async () => {
    vi.stubEnv("NO_COLOR", undefined);
    expect((await cli(["frobnicate"], { isTTY: true })).stderr).toContain("\u001B[31mError: No such command");
    expect((await cli(["frobnicate"])).stderr).not.toContain("\u001B");
    vi.stubEnv("NO_COLOR", "1");
    expect((await cli(["frobnicate"], { isTTY: true })).stderr).not.toContain("\u001B");
    vi.unstubAllEnvs();
  });
});
