import { describe, expect, test } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";

/** Commands, after a run has put something into the dict `seen`. */
async function filled(): Promise<KeptCli> {
  const command = keptCli();
  expect(await command("run", "-q", "test/cli/kept/apps/fill.ts")).toMatchObject({ code: 0 });
  return command;
}

describe("dict", () => {
  test("create, list, and delete", async () => {
    const command = keptCli();
    for (const _ of ["made", "there already"])
      expect(await command("dict", "create", "seen")).toEqual({
        code: 0,
        stdout: "There is a dict 'seen'.\n",
        stderr: "",
      });
    expect(JSON.parse((await command("dict", "list", "--json")).stdout)).toEqual([
      { name: "seen", created_at: "2026-01-01T00:00:00.000Z", created_by: "emulator" },
    ]);
    expect((await command("dict", "list")).stdout).toMatch(/│ seen │ 2026-01-01 00:00:00 UTC │ emulator +│/);
    expect(await command("dict", "delete", "seen", "-y")).toMatchObject({ code: 0, stdout: "Deleted dict 'seen'.\n" });
    expect(JSON.parse((await command("dict", "list", "--json")).stdout)).toEqual([]);
    expect(await command("dict", "delete", "seen", "-y", "--allow-missing")).toMatchObject({ code: 0 });
  });

  test.each([
    ["text", "plain\n"],
    ["map", "Map(1) { 'a' => 1n }\n"],
    ["nothing", "null\n"],
  ])("get %s", async (key, shown) => {
    expect(await (await filled())("dict", "get", "seen", key)).toEqual({ code: 0, stdout: shown, stderr: "" });
  });

  test.each([
    [[], ["text | plain", "map | Map(1) { 'a' => 1n }", `3 | ${"x".repeat(80)}...`, "nothing | null"]],
    [["--repr"], ["'text' | 'plain'", "'map' | Map(1) { 'a' => 1n }", `3 | '${"x".repeat(79)}...`, "'nothing' | null"]],
    [["2"], ["text | plain", "map | Map(1) { 'a' => 1n }", "... | ..."]],
    [["4"], ["text | plain", "map | Map(1) { 'a' => 1n }", `3 | ${"x".repeat(80)}...`, "nothing | null"]],
    [["0"], ["... | ..."]],
    [
      ["1", "-a", "-r"],
      ["'text' | 'plain'", "'map' | Map(1) { 'a' => 1n }", `3 | '${"x".repeat(79)}...`, "'nothing' | null"],
    ],
  ])("items %j", async (words, rows) => {
    const { code, stdout } = await (await filled())("dict", "items", "seen", ...words);
    expect(code).toBe(0);
    expect(cellsOf(stdout)).toEqual(["Key | Value", ...rows]);
  });

  test("items as JSON: all of them, whatever N", async () => {
    const { stdout } = await (await filled())("dict", "items", "seen", "1", "--json");
    expect(JSON.parse(stdout)).toEqual([
      { key: "text", value: "plain" },
      { key: "map", value: [["a", "1"]] },
      { key: 3, value: "x".repeat(100) },
      { key: "nothing", value: null },
    ]);
  });

  test("clear", async () => {
    const command = await filled();
    expect(await command("dict", "clear", "seen", "-y")).toMatchObject({ code: 0, stdout: "Cleared dict 'seen'.\n" });
    expect(JSON.parse((await command("dict", "items", "seen", "--json")).stdout)).toEqual([]);
  });

  test.each([
    [["create", "a b"], 1, "InvalidError: Invalid Dict name"],
    [["get", "seen", "nope"], 1, 'NotFoundError: "nope" is not in dict `seen`.'],
    [["get", "seen", "3"], 1, 'NotFoundError: "3" is not in dict `seen`.'],
    [["get", "nope", "text"], 1, 'NotFoundError: Dict "nope" does not exist in environment "main"'],
    [["items", "nope"], 1, "NotFoundError"],
    [["items", "seen", "many"], 2, 'Invalid value for N: "many" is not a whole number.'],
    [["items", "seen", "--", "-1"], 2, 'Invalid value for N: "-1" is not a whole number from 0.'],
    [["clear", "nope"], 1, 'NotFoundError: Dict "nope" does not exist'],
    [["clear", "seen"], 1, "There is no terminal to answer: give --yes."],
    [["delete", "seen"], 1, "There is no terminal to answer: give --yes."],
    [["delete", "nope", "-y"], 1, "NotFoundError"],
  ])("%j is refused", async (words, code, message) => {
    const result = await (await filled())("dict", ...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("    at ");
  });
});

/** Rows of a table, of cells without their padding. */
function cellsOf(table: string): string[] {
  return table
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("│")
        .map((cell) => cell.trim())
        .join(" | "),
    );
}
