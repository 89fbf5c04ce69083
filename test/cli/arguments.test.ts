// Modal: docs/modal/command-line.md#arguments
import { describe, expect, test } from "vitest";
import { app, run } from "../support/run-cli.js";

const declared = app("arguments.ts", "declared");
const inferred = app("arguments.ts", "inferred");
const words = app("arguments.ts", "words");

async function result(...argv: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run("--json", "-q", ...argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout).result;
}

async function refusal(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  return stderr;
}

describe("arguments that an entrypoint declares", () => {
  const defaults = {
    day: "2026-01-31T00:00:00.000Z",
    maxPages: 10,
    ratio: 0.5,
    mode: "fast",
    dryRun: true,
    title: "none",
  };

  test("defaults stand for what is not given", async () => {
    expect(await result(declared, "--day", "2026-01-31")).toEqual(defaults);
  });
  test("values are given by name, in any order, with a blank or an equals sign", async () => {
    expect(
      await result(
        declared,
        "--no-dry-run",
        "--title=a b",
        "--mode",
        "slow",
        "--ratio",
        "-1e-1",
        "--max-pages=-3",
        "--day",
        "2026-01-31 12:30:00",
      ),
    ).toEqual({
      day: "2026-01-31T12:30:00.000Z",
      maxPages: -3,
      ratio: -0.1,
      mode: "slow",
      dryRun: false,
      title: "a b",
    });
  });
  test.each([
    [[], "Error: Missing option --day."],
    [["--day", "tomorrow"], 'Error: Invalid value for --day: "tomorrow" is not a date'],
    [
      ["--day", "2026-01-31", "--max-pages", "1.5"],
      'Error: Invalid value for --max-pages: "1.5" is not a whole number.',
    ],
    [
      ["--day", "2026-01-31", "--mode", "medium"],
      'Error: Invalid value for --mode: "medium" is not one of fast, slow.',
    ],
    [["--day", "2026-01-31", "extra"], "Error: Unexpected argument: extra."],
    [["--day", "2026-01-31", "--days", "3"], "Error: No such option: --days. Did you mean --day?"],
    [["--day"], "Error: Option --day needs a value."],
  ])("%j is a usage error, with the usage", async (argv, message) => {
    const text = await refusal(declared, ...argv);
    expect(text).toContain(message);
    expect(text).toContain(`Usage: modal-emulator run [options] ${declared} [arguments]`);
    expect(text).toContain("--day DATE");
  });
  test("--help lists them and runs nothing", async () => {
    const { code, stdout, stderr } = await run(declared, "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`Usage: modal-emulator run [options] ${declared} [arguments]

Arguments of local entrypoint \`declared\`:
  --day DATE                first day  [required]
  --max-pages INTEGER       [default: 10]
  --ratio NUMBER            [default: 0.5]
  --mode fast|slow          [default: fast]
  --dry-run / --no-dry-run  [default: dry-run]
  --title TEXT              [default: none]
  -h, --help                Show this and exit.
`);
  });
});

describe("arguments of an entrypoint that declares none", () => {
  test("are the names in its parameter", async () => {
    expect(await result(inferred, "--url", "12")).toEqual({
      url: "12",
      pages: 3,
      depth: -1.5,
      name: "page",
      loud: false,
      found: 7,
    });
    expect(
      await result(inferred, "--url=u", "--pages", "4", "--depth=-2", "--name", "x", "--loud", "--found", "[1]"),
    ).toEqual({ url: "u", pages: 4, depth: -2, name: "x", loud: true, found: [1] });
  });
  test("a name without a default is required", async () => {
    expect(await refusal(inferred, "--pages", "4")).toContain("Error: Missing option --url.");
  });
  test("a literal default tells the type", async () => {
    expect(await refusal(inferred, "--url", "u", "--pages", "four")).toContain(
      'Invalid value for --pages: "four" is not a number.',
    );
  });
  test("a rest parameter takes every word as it is", async () => {
    expect(await result(words, "a", "--b", "3", "--json")).toBe("a|--b|3|--json");
    expect(await result(words)).toBe("");
    expect(await result(words, "--", "--help")).toBe("--help");
    expect((await run(words, "--help")).stdout).toContain("Every word is passed on as it is.");
  });
  test("a rest parameter beside others is refused", async () => {
    const { code, stderr } = await run(app("arguments.ts", "mixed"), "a");
    expect(code).toBe(1);
    expect(stderr).toContain("InvalidError: Local entrypoint `mixed`: a rest parameter takes everything");
  });
});
