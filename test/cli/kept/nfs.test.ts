import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";
import { cli } from "../../support/run-cli.js";

/** Commands, and the state has a network file system `share` of some files. */
async function withFiles(): Promise<KeptCli> {
  const command = keptCli();
  mkdirSync(join(command.directory, "logs", "deep"), { recursive: true });
  for (const name of ["c.txt", "logs/a.txt", "logs/deep/b.txt"]) command.file(name, name);
  await command("nfs", "create", "share");
  expect(await command("nfs", "put", "share", join(command.directory, "logs"))).toMatchObject({ code: 0 });
  expect(await command("nfs", "put", "share", join(command.directory, "c.txt"), "c.txt")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/' to 'c\.txt' \(5 bytes written\)\n$/),
  });
  return command;
}

describe("nfs", () => {
  test("is not in the help of all commands", async () => {
    const command = keptCli();
    const { stdout } = await cli(["help"]);
    expect(stdout).toContain("volume");
    expect(stdout).not.toContain("nfs");
    expect((await command("nfs", "create", "share")).stdout).toContain("Created volume 'share'.");
  });

  test("list and delete", async () => {
    const command = await withFiles();
    expect(JSON.parse((await command("nfs", "list", "--json")).stdout)).toEqual([
      { name: "share", location: "", created_at: "2026-01-01T00:00:00.000Z" },
    ]);
    expect((await command("nfs", "list")).stdout).toContain("Shared Volumes in environment 'main'");
    expect(await command("nfs", "delete", "share", "-y")).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse((await command("nfs", "list", "--json")).stdout)).toEqual([]);
  });

  test.each([
    [[], "c.txt\nlogs\n"],
    [["logs"], "logs/a.txt\nlogs/deep\n"],
    [["/logs/*.txt"], "logs/a.txt\n"],
    [["**/*.txt"], "c.txt\nlogs/a.txt\nlogs/deep/b.txt\n"],
  ])("ls %j", async (words, shown) => {
    expect(await (await withFiles())("nfs", "ls", "share", ...words)).toEqual({ code: 0, stdout: shown, stderr: "" });
  });

  test("ls: a table where a person looks", async () => {
    const command = await withFiles();
    expect((await command.with({ isTTY: true }, "nfs", "ls", "share")).stdout).toMatch(/│ logs +│ dir +│/);
  });

  test.each([
    ["**", ["c.txt", "logs", "logs/a.txt", "logs/deep", "logs/deep/b.txt"]],
    ["logs", ["logs", "logs/a.txt", "logs/deep", "logs/deep/b.txt"]],
    ["logs/**", ["a.txt", "deep", "deep/b.txt"]],
    ["/logs/*.txt", ["a.txt"]],
  ])("get %s", async (remote, files) => {
    const command = await withFiles();
    const to = join(command.directory, "to");
    expect(await command("nfs", "get", "share", remote, to)).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(to, { recursive: true, encoding: "utf8" }).toSorted()).toEqual(files);
  });

  test("get of a file; what exists is overwritten with --force alone", async () => {
    const command = await withFiles();
    expect((await command("nfs", "get", "share", "c.txt", "-")).stdout).toBe("c.txt");
    const to = command.file("mine.txt", "mine");
    expect(await command("nfs", "get", "share", "c.txt", to)).toMatchObject({ code: 2, stdout: "" });
    expect(readFileSync(to, "utf8")).toBe("mine");
    expect(await command("nfs", "get", "share", "c.txt", to, "--force")).toMatchObject({ code: 0 });
    expect(readFileSync(to, "utf8")).toBe("c.txt");
  });

  test("rm", async () => {
    const command = await withFiles();
    expect(await command("nfs", "rm", "share", "c.txt")).toMatchObject({ code: 0, stderr: "" });
    expect(await command("nfs", "rm", "share", "logs", "-r")).toMatchObject({ code: 0, stderr: "" });
    expect((await command("nfs", "ls", "share")).stdout).toBe("");
  });

  test.each([
    [["create", "a b"], 1, "InvalidError"],
    [["ls", "nope"], 1, 'NotFoundError: NetworkFileSystem "nope" does not exist'],
    [["ls", "share", "nope"], 1, "NotFoundError"],
    [["get", "share", "nope"], 1, "NotFoundError"],
    [["get", "share", "nope/**"], 1, "NotFoundError"],
    [["put", "share", "nope"], 1, "NotFoundError: There is no local file nope."],
    [["put", "share", "*.json"], 2, "Glob uploads are currently not supported."],
    [["put", "nope", "package.json"], 1, "NotFoundError"],
    [["rm", "share", "logs"], 1, 'InvalidError: "/logs" is a directory: give --recursive'],
    [["rm", "share", "nope"], 1, "NotFoundError"],
    [["delete", "nope"], 1, "NotFoundError"],
    [["delete", "share"], 1, "There is no terminal to answer: give --yes."],
  ])("%j is refused", async (words, code, message) => {
    const result = await (await withFiles())("nfs", ...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("    at ");
  });
});
