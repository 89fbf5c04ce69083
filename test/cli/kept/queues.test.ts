import { describe, expect, test } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";

/** Commands, after a run has put something into the queue `work`. */
async function filled(): Promise<KeptCli> {
  const command = keptCli();
  expect(await command("run", "-q", "test/cli/kept/apps/fill.ts")).toMatchObject({ code: 0 });
  return command;
}

describe("queue", () => {
  test("create, list, and delete", async () => {
    const command = await filled();
    for (const _ of ["made", "there already"])
      expect(await command("queue", "create", "idle")).toEqual({
        code: 0,
        stdout: "There is a queue 'idle'.\n",
        stderr: "",
      });
    const one = { created_at: expect.stringMatching(/^2026-01-01T00:/), created_by: "emulator" };
    expect(JSON.parse((await command("queue", "list", "--json")).stdout)).toEqual([
      { name: "idle", ...one, partitions: "0", total_size: "0" },
      { name: "work", ...one, partitions: "2", total_size: "4" },
    ]);
    expect((await command("queue", "list")).stdout).toMatch(
      /│ Name │ Created at +│ Created by │ Partitions │ Total size │/,
    );
    expect(await command("queue", "delete", "work", "-y")).toMatchObject({
      code: 0,
      stdout: "Deleted queue 'work'.\n",
    });
    expect(JSON.parse((await command("queue", "list", "--json")).stdout)).toHaveLength(1);
    expect(await command("queue", "delete", "work", "-y", "--allow-missing")).toMatchObject({ code: 0 });
  });

  test.each([
    [[], "one\n"],
    [["2"], "one\n{ two: 2 }\n"],
    [["9"], "one\n{ two: 2 }\n3\n"],
    [["9", "-p", "p"], "other\n"],
    [["--partition", "none"], ""],
  ])("peek %j shows items and leaves them", async (words, shown) => {
    const command = await filled();
    expect(await command("queue", "peek", "work", ...words)).toEqual({ code: 0, stdout: shown, stderr: "" });
    expect((await command("queue", "len", "work", "--total")).stdout).toBe("4\n");
  });

  test.each([
    [[], "3\n"],
    [["-p", "p"], "1\n"],
    [["-p", "none"], "0\n"],
    [["-t"], "4\n"],
  ])("len %j", async (words, shown) => {
    expect(await (await filled())("queue", "len", "work", ...words)).toEqual({ code: 0, stdout: shown, stderr: "" });
  });

  test.each([
    [[], "1\n"],
    [["--partition", "p"], "3\n"],
    [["--all"], "0\n"],
  ])("clear %j", async (words, left) => {
    const command = await filled();
    expect(await command("queue", "clear", "work", "-y", ...words)).toMatchObject({
      code: 0,
      stdout: "Cleared queue 'work'.\n",
    });
    expect((await command("queue", "len", "work", "-t")).stdout).toBe(left);
  });

  test.each([
    [["create", "a b"], 1, "InvalidError: Invalid Queue name"],
    [["peek", "nope"], 1, 'NotFoundError: Queue "nope" does not exist in environment "main"'],
    [["peek", "work", "0"], 2, 'Invalid value for N: "0" is not a whole number from 1.'],
    [["peek", "work", "x"], 2, 'Invalid value for N: "x" is not a whole number.'],
    [["peek", "work", "-p", "x".repeat(65)], 1, "InvalidError"],
    [["len", "nope"], 1, "NotFoundError"],
    [["len", "work", "-p", "p", "-t"], 2, "Give --partition or --total, not both."],
    [["clear", "work", "-p", "p", "-a", "-y"], 2, "Give --partition or --all, not both."],
    [["clear", "work", "-p"], 2, "Option --partition needs a value."],
    [["clear", "nope", "-y"], 1, "NotFoundError"],
    [["clear", "work"], 1, "There is no terminal to answer: give --yes."],
    [["delete", "work"], 1, "There is no terminal to answer: give --yes."],
    [["delete", "nope", "-y"], 1, "NotFoundError"],
  ])("%j is refused", async (words, code, message) => {
    const result = await (await filled())("queue", ...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("    at ");
  });
});
