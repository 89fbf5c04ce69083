import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";

/** Commands, and the state has a volume `data` of these files. */
async function withVolume(files: Readonly<Record<string, string>> = {}, version = "1"): Promise<KeptCli> {
  const command = keptCli();
  expect(await command("volume", "create", "data", "--version", version)).toMatchObject({ code: 0, stderr: "" });
  for (const [path, content] of Object.entries(files))
    expect(await command("volume", "put", "data", command.file("local", content), path)).toMatchObject({ code: 0 });
  return command;
}

async function filesOf(command: KeptCli, path = "/"): Promise<string[]> {
  const { stdout } = await command("volume", "ls", "data", path);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("volume", () => {
  test("create, list, rename and delete", async () => {
    const command = keptCli();
    const made = await command("volume", "create", "data");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toContain("Created Volume 'data' in environment 'main'.");
    const listed = [{ name: "data", created_at: "2026-01-01T00:00:00.000Z", created_by: "emulator" }];
    expect(JSON.parse((await command("volume", "list", "--json")).stdout)).toEqual(listed);
    expect(await command("volume", "rename", "data", "facts", "-y")).toEqual({
      code: 0,
      stdout: "Renamed volume 'data' to 'facts'.\n",
      stderr: "",
    });
    expect((await command("volume", "list")).stdout).toMatch(/│ facts │ 2026-01-01 00:00:00 UTC │ emulator +│/);
    expect(await command("volume", "delete", "facts", "--yes")).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse((await command("volume", "list", "--json")).stdout)).toEqual([]);
    expect(await command("volume", "delete", "facts", "-y", "--allow-missing")).toMatchObject({ code: 0 });
  });

  test("environments have volumes of their own", async () => {
    const command = keptCli();
    expect((await command("volume", "create", "data", "-e", "dev")).stdout).toContain("in environment 'dev'");
    expect(await command("volume", "put", "data", command.file("a.txt", "a"), "-e", "dev")).toMatchObject({ code: 0 });
    expect((await command("volume", "ls", "data", "-e", "dev")).stdout).toBe("a.txt\n");
    expect(await command("volume", "ls", "data")).toMatchObject({ code: 1 });
  });

  test("ls: paths, a table where a person looks, and JSON", async () => {
    const command = await withVolume({ "/notes/a.txt": "12345", "/b.bin": "x".repeat(1536) });
    expect(await filesOf(command)).toEqual(["b.bin", "notes"]);
    expect(await filesOf(command, "notes/")).toEqual(["notes/a.txt"]);
    expect(await filesOf(command, "/b.bin")).toEqual(["b.bin"]);
    const { stdout } = await command.with({ isTTY: true }, "volume", "ls", "data");
    expect(stdout).toContain("Directory listing of '/' in 'data'");
    expect(stdout).toMatch(/│ Filename +│ Type +│ Created\/Modified +│ Size +│/);
    expect(stdout).toMatch(/│ notes +│ dir +│ 2026-01-01 00:00:00 UTC │ 0 B +│/);
    expect(JSON.parse((await command("volume", "ls", "data", "--json")).stdout)).toEqual([
      { filename: "b.bin", type: "file", created_modified: "2026-01-01T00:00:00.000Z", size: "1.5 KiB" },
      { filename: "notes", type: "dir", created_modified: "2026-01-01T00:00:00.000Z", size: "0 B" },
    ]);
  });

  test.each([
    ["a.txt", [], "✓ Uploaded file 'a.txt' to '/a.txt'\n", ["a.txt"]],
    ["a.txt", ["b.txt"], "✓ Uploaded file 'a.txt' to 'b.txt'\n", ["b.txt"]],
    ["a.txt", ["deep/er/"], "✓ Uploaded file 'a.txt' to 'deep/er/a.txt'\n", ["deep", "deep/er", "deep/er/a.txt"]],
    ["tree", [], "✓ Uploaded directory 'tree' to '/tree'\n", ["tree", "tree/below", "tree/below/b.txt", "tree/c.txt"]],
    ["tree", ["/to"], "✓ Uploaded directory 'tree' to '/to'\n", ["to", "to/below", "to/below/b.txt", "to/c.txt"]],
    ["tree/", [], "✓ Uploaded directory 'tree/' to '/'\n", ["below", "below/b.txt", "c.txt"]],
    ["tree/", ["/to/"], "✓ Uploaded directory 'tree/' to '/to/'\n", ["to", "to/below", "to/below/b.txt", "to/c.txt"]],
  ])("put %s %j", async (local, to, says, files) => {
    const command = await withVolume();
    mkdirSync(join(command.directory, "tree", "below"), { recursive: true });
    for (const name of ["a.txt", "tree/below/b.txt", "tree/c.txt"]) command.file(name, name);
    const given = local.replace(/^/, `${command.directory}/`);
    const { stdout, ...rest } = await command("volume", "put", "data", given, ...to);
    expect({ ...rest, stdout: stdout.replaceAll(`${command.directory}/`, "") }).toEqual({
      code: 0,
      stdout: says,
      stderr: "",
    });
    const listed = JSON.parse(await recursively(command)) as string[];
    expect(listed).toEqual(files);
  });

  test("put: what exists stays, without --force", async () => {
    const command = await withVolume({ "/a.txt": "old" });
    const local = command.file("a.txt", "new");
    expect(await command("volume", "put", "data", local)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Error: "\/a\.txt" exists already: give --force to overwrite it\.\n\nUsage: /),
    });
    expect((await command("volume", "get", "data", "a.txt", "-")).stdout).toBe("old");
    expect(await command("volume", "put", "data", local, "-f")).toMatchObject({ code: 0 });
    expect((await command("volume", "get", "data", "a.txt", "-")).stdout).toBe("new");
  });

  test("cp and rm", async () => {
    const command = await withVolume({ "/a.txt": "a", "/b.txt": "b", "/to/c.txt": "c" }, "2");
    for (const words of [
      ["cp", "data", "a.txt", "d.txt"],
      ["cp", "data", "a.txt", "b.txt", "to"],
      ["cp", "data", "to", "copy", "-r"],
    ])
      expect(await command("volume", ...words)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await filesOf(command)).toEqual(["a.txt", "b.txt", "copy", "d.txt", "to"]);
    expect(await filesOf(command, "copy")).toEqual(["copy/a.txt", "copy/b.txt", "copy/c.txt"]);
    for (const words of [
      ["rm", "data", "a.txt"],
      ["rm", "data", "to", "--recursive"],
    ])
      expect(await command("volume", ...words)).toMatchObject({
        code: 0,
        stdout: `✓ ${words[2]} was deleted successfully!\n`,
      });
    expect(await filesOf(command)).toEqual(["b.txt", "copy", "d.txt"]);
  });

  test("put and get of a directory of 1000 files, and of bytes that are no text", async () => {
    const command = await withVolume();
    const from = join(command.directory, "many");
    mkdirSync(from);
    const bytes = Uint8Array.from({ length: 3_000_001 }, (_, index) => index % 251);
    writeFileSync(join(from, "bytes"), bytes);
    for (let at = 1; at < 1000; at++) writeFileSync(join(from, `${at}.txt`), String(at));
    expect(await command("volume", "put", "data", from)).toMatchObject({ code: 0 });
    const to = join(command.directory, "back");
    expect(await command("volume", "get", "data", "/", to)).toMatchObject({ code: 0 });
    expect(readdirSync(join(to, "many"))).toHaveLength(1000);
    expect(readFileSync(join(to, "many", "bytes")).equals(bytes)).toBe(true);
    expect(readFileSync(join(to, "many", "999.txt"), "utf8")).toBe("999");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["dist/cli/bin.js", "volume", "get", "--state", command.folder, "data", "many/bytes", "-"],
      { encoding: "buffer", maxBuffer: 2 ** 24 },
    );
    expect(stdout.equals(bytes)).toBe(true);
  });

  test.each([
    [["create", "a b"], 1, "InvalidError: Invalid Volume name"],
    [["create", "data"], 1, 'AlreadyExistsError: Volume "data" exists already in environment "main".'],
    [["create", "x", "--version", "3"], 2, 'Invalid value for --version: "3" is not one of 1, 2.'],
    [["ls", "nope"], 1, 'NotFoundError: Volume "nope" does not exist in environment "main"'],
    [["ls", "data", "nope"], 1, 'NotFoundError: There is no file or directory "/nope".'],
    [["ls", "data", "x/*"], 1, 'InvalidError: Volumes take no glob pattern, got "x/*".'],
    [["ls", "data", "../x"], 1, "InvalidError"],
    [["get", "data", "nope"], 1, 'NotFoundError: There is no file or directory "/nope".'],
    [["get", "data", "nope", "-"], 1, 'NotFoundError: There is no file or directory "/nope".'],
    [["get", "data", "**"], 1, "InvalidError: Volumes take no glob pattern"],
    [["get", "nope", "/"], 1, "NotFoundError"],
    [["put", "nope", "package.json"], 1, "NotFoundError"],
    [["put", "data", "nope"], 1, "NotFoundError: There is no local file nope."],
    [["put", "data", "/dev/null"], 1, "InvalidError: /dev/null is neither a file nor a directory."],
    [["put", "data", "package.json/x"], 1, "NotFoundError: package.json/x cannot be read (ENOTDIR)."],
    [["put", "data", "*.json"], 2, "Glob uploads are currently not supported."],
    [["put", "data", "package.json", "../x"], 1, "InvalidError"],
    [["put", "data", "package.json", "here"], 1, 'InvalidError: "/here" is a directory, which a file cannot replace.'],
    [["put", "data", "package.json", "here/a.txt/below", "-f"], 1, 'InvalidError: "/here/a.txt" is a file'],
    [["cp", "data", "here/a.txt"], 2, "Say what to copy, and last where to."],
    [["cp", "data"], 2, "Missing argument PATHS."],
    [["cp", "data", "nope", "x"], 1, "NotFoundError"],
    [["cp", "data", "here", "x"], 1, "InvalidError"],
    [
      ["cp", "data", "here", "x", "-r"],
      1,
      "InvalidError: Volume.copyFiles with --recursive needs a volume of version 2.",
    ],
    [["rm", "data", "here"], 1, 'InvalidError: "/here" is a directory: give --recursive to remove it'],
    [["rm", "data", "nope"], 1, "NotFoundError"],
    [["rename", "data", "other"], 1, "There is no terminal to answer: give --yes."],
    [["rename", "nope", "other", "-y"], 1, "NotFoundError"],
    [["rename", "data", "taken", "-y"], 1, "AlreadyExistsError"],
    [["delete", "data"], 1, "There is no terminal to answer: give --yes."],
    [["delete", "nope", "-y"], 1, "NotFoundError"],
    [["dashboard", "data"], 2, "There is no command `volume dashboard` offline."],
  ])("%j is refused", async (words, code, message) => {
    const command = await withVolume({ "/here/a.txt": "a" });
    await command("volume", "create", "taken");
    const result = await command("volume", ...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("    at ");
  });
});

describe("volume get", () => {
  const FILES = { "/logs/a.txt": "a", "/logs/deep/b.txt": "b", "/c.txt": "c" };

  test.each([
    ["/", "new", ["c.txt", "logs", "logs/a.txt", "logs/deep", "logs/deep/b.txt"]],
    ["/", "there", ["c.txt", "logs", "logs/a.txt", "logs/deep", "logs/deep/b.txt"]],
    ["logs", "new", ["logs", "logs/a.txt", "logs/deep", "logs/deep/b.txt"]],
    ["/logs/", "there", ["logs", "logs/a.txt", "logs/deep", "logs/deep/b.txt"]],
    ["logs/deep", "new", ["deep", "deep/b.txt"]],
    ["logs/a.txt", "there", ["a.txt"]],
  ])("%s into a directory that is %s", async (remote, place, files) => {
    const command = await withVolume(FILES);
    const to = join(command.directory, place);
    mkdirSync(join(command.directory, "there"));
    expect(await command("volume", "get", "data", remote, to)).toEqual({
      code: 0,
      stdout: "✓ Finished downloading files to local!\n",
      stderr: "",
    });
    expect(treeOf(to)).toEqual(files);
  });

  test("a file under a new name, and to stdout", async () => {
    const command = await withVolume(FILES);
    const to = join(command.directory, "copy.txt");
    expect(await command("volume", "get", "data", "logs/a.txt", to)).toMatchObject({ code: 0 });
    expect(readFileSync(to, "utf8")).toBe("a");
    expect(await command("volume", "get", "data", "logs/a.txt", "-")).toEqual({ code: 0, stdout: "a", stderr: "" });
    expect((await command("volume", "get", "data", "logs", "-")).stdout).toBe("ab");
  });

  test("what exists is overwritten with --force alone, and nothing is written if one file must not be", async () => {
    const command = await withVolume(FILES);
    const to = join(command.directory, "to");
    mkdirSync(join(to, "logs"), { recursive: true });
    command.file("to/logs/a.txt", "mine");
    command.file("to/logs/z.txt", "mine too");
    const refused = await command("volume", "get", "data", "logs", to);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(`Output path '${join(to, "logs", "a.txt")}' already exists. Use --force`);
    expect(treeOf(to)).toEqual(["logs", "logs/a.txt", "logs/z.txt"]);
    expect(await command("volume", "get", "data", "logs", to, "--force")).toMatchObject({ code: 0 });
    expect(treeOf(to)).toEqual(["logs", "logs/a.txt", "logs/deep", "logs/deep/b.txt", "logs/z.txt"]);
    expect(readFileSync(join(to, "logs", "a.txt"), "utf8")).toBe("a");
  });

  test.each([
    ["a directory in place of a file", (to: string) => mkdirSync(join(to, "c.txt")), "is a directory, which a file"],
    ["a file in place of the directory that is asked for", (to: string) => writeFileSync(join(to, "logs"), ""), ""],
  ])("--force: %s", async (_, prepare, message) => {
    const command = await withVolume(FILES);
    const to = join(command.directory, "to");
    mkdirSync(to);
    prepare(to);
    const { code, stderr } = await command("volume", "get", "data", "/", to, "--force");
    expect({ code, stderr }).toEqual(
      message === "" ? { code: 0, stderr: "" } : { code: 2, stderr: expect.stringContaining(message) },
    );
  });

  test.each(["/", "logs", "logs/deep"])(
    "%s: symbolic links are never followed out of the destination",
    async (remote) => {
      const command = await withVolume(FILES);
      const to = join(command.directory, "to");
      const outside = join(command.directory, "outside");
      mkdirSync(to);
      mkdirSync(outside);
      symlinkSync(outside, join(to, "logs"), "dir");
      symlinkSync(outside, join(to, "deep"), "dir");
      const { code } = await command("volume", "get", "data", remote, to, "--force");
      expect(code).toBe(remote === "/" ? 0 : 2);
      expect(readdirSync(outside)).toEqual([]);
    },
  );

  test("a destination that is a file takes no directory", async () => {
    const command = await withVolume(FILES);
    const to = command.file("to", "mine");
    const { code, stderr } = await command("volume", "get", "data", "logs", to, "--force");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`Output path '${to}' is no directory.`),
    });
    expect(readFileSync(to, "utf8")).toBe("mine");
  });

  test("what cannot be written leaves no part", async () => {
    const command = await withVolume({ [`/${"n".repeat(300)}`]: "long", "/c.txt": "c" });
    const to = join(command.directory, "to");
    const { code, stderr } = await command("volume", "get", "data", "/", to);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("ENAMETOOLONG") });
    expect(readdirSync(to).filter((name) => name !== "c.txt")).toEqual([]);
  });
});

/** All paths of the volume, as JSON. */
async function recursively(command: KeptCli): Promise<string> {
  const to = join(command.directory, "all");
  await command("volume", "get", "data", "/", to);
  return JSON.stringify(treeOf(to));
}

function treeOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}
