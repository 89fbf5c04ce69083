import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { app, cli, run } from "../support/run-cli.js";

const greets = app("secretive-greeting.ts", "greets");
const asks = app("secretive-greeting.ts", "asks");

describe("--secret", () => {
  test("gives values, of one name together", async () => {
    const { code, stdout } = await run(
      "-q",
      "--secret",
      "greeting=GREETING=hello",
      "--secret",
      "greeting=NAME=a=b",
      greets,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: "hello a=b\n" });
  });
  test("gives the variables of a dotenv file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "secrets-"));
    try {
      writeFileSync(join(folder, ".env"), "# of the test\nGREETING=hi\nNAME='Ada'\n");
      const { code, stdout } = await run("-q", "--secret", `greeting=${join(folder, ".env")}`, greets);
      expect({ code, stdout }).toEqual({ code: 0, stdout: "hi Ada\n" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  test.each([
    ["greeting", "--secret needs name=KEY=VALUE or name=FILE"],
    ["=A=b", "--secret needs name=KEY=VALUE or name=FILE"],
    ["greeting=nowhere.env", "--secret: nowhere.env cannot be read (ENOENT)"],
  ])("refuses %s", async (word, message) => {
    const { code, stderr } = await run("--secret", word, greets);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("--setup and --offline", () => {
  test("a file prepares the world", async () => {
    const setup = app("setup.ts");
    expect(await run("-q", "--setup", setup, greets)).toMatchObject({ code: 0, stdout: "hi setup\n" });
    expect(await run("-q", "--offline", "--setup", setup, asks)).toMatchObject({
      code: 0,
      stdout: "hello from a stand-in\n",
    });
  });
  test("offline refuses what nothing stands in for, and says what to do with the command", async () => {
    const { code, stderr } = await run("-q", "--offline", "--secret", "greeting=GREETING=hi", asks);
    expect(code).toBe(1);
    expect(stderr).toContain("offline");
    expect(stderr).toContain("For `run`: answer it in a file for --setup, or leave out --offline.");
  });
  test("an error while setting up shows the user's own lines, and no others", async () => {
    const file = app("setup-fails.ts");
    const { code, stdout, stderr } = await run("--json", "--setup", file, greets);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^--setup: \S+setup-fails\.ts has failed\.\nInvalidError: no data\n +at .*setup-fails\.ts:6:9\)?\nCaused by: Error: the disk is empty\n +at .*setup-fails\.ts:6:\d+\)?\n$/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { name: "InvalidError", message: "no data" } });
  });
  test("a secret of the command line has the last word", async () => {
    const words = [
      "--setup",
      app("setup.ts"),
      "--secret",
      "greeting=GREETING=hello",
      "--secret",
      "greeting=NAME=command",
    ];
    expect(await run("-q", ...words, greets)).toMatchObject({ code: 0, stdout: "hello command\n" });
  });
  test.each([
    [[], "--secret greeting=KEY=VALUE, --secret greeting=FILE, or in a file for --setup.\n"],
    [["--secret", "greting=GREETING=hi"], "--setup. There is --secret greting: is that what was meant?\n"],
    [["--secret", "other=A=b"], "--setup.\n"],
  ])("a secret that is missing: %j", async (words, advice) => {
    const { code, stderr } = await run("-q", ...words, greets);
    expect(code).toBe(1);
    expect(stderr).toContain('Secret "greeting" does not exist');
    expect(stderr).toContain(advice);
  });
  test.each(["--threads", "--json", "-q", "--secret"])(
    "%s behind the file says that it stands before it",
    async (option) => {
      const { code, stderr } = await run(asks, option, "1");
      expect(code).toBe(2);
      expect(stderr).toContain(
        `${option} is an option of the command: it stands before the file, as in \`run ${option} … ${asks}\`.`,
      );
    },
  );
  test("an option of neither is just unknown", async () => {
    expect((await run(asks, "--thread", "1")).stderr).toContain("No such option: --thread.");
  });
  test.each([
    [app("hello.ts"), "has to export a function of the world by default"],
    ["nowhere.ts", "nowhere.ts"],
  ])("%s is no file to set up with", async (file, message) => {
    const { code, stderr } = await run("-q", "--setup", file, greets);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

describe("--json says how it ended, whatever happened", () => {
  test.each([
    [["nowhere.ts"], { name: "InvalidError" }],
    [[app("hello.ts", "nothing")], { name: "NotUniqueError" }],
    [[app("import-fails.ts")], { name: "RangeError" }],
    [["--frob", "x.ts"], { name: "UsageError" }],
    [[app("hello.ts"), "--frob", "1"], { name: "UsageError" }],
    [["--secret", "x", greets], { name: "UsageError" }],
    [["--setup", "nowhere.ts", greets], { name: "InvalidError" }],
  ])("%j", async (words, error) => {
    const { code, stdout } = await run("--json", ...words);
    expect(code).not.toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error, calls: 0, logs: [] });
  });
});

describe("what is mistyped", () => {
  test.each([
    [["rnu", "x.ts"], "Did you mean `run`?"],
    [["deplyo", "x.ts"], "Did you mean `deploy`?"],
    [["run", "--sede", "1", "x.ts"], "Did you mean --seed?"],
    [["run", "--start-tme", "1", "x.ts"], "Did you mean --start-time?"],
    [["run", app("hello.ts"), "--lowd"], "Did you mean --loud?"],
    [["run", app("secretive-greeting.ts", "greats")], 'Did you mean "greets"?'],
  ])("%j", async (argv, message) => {
    const { code, stderr } = await cli(argv);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
  test.each([[["-h"]], [["run", "-h"]], [["run", app("hello.ts"), "-h"]]])("%j helps", async (argv) => {
    const { code, stdout } = await cli(argv);
    expect(code).toBe(0);
    expect(stdout).toContain("-h, --help");
  });
});
