import { describe, expect, test } from "vitest";
import { encode } from "../../src/emulator/lanes/processes/bytes.js";
import { FakeMachine } from "../support/fake-machine.js";

const files = {
  "/work/a.txt": "one\n",
  "/work/b/c.txt": "two one\n",
  "/work/b/d.md": "one\n",
  "/work/node_modules/x.txt": "one\n",
};

describe("in the order of their names", () => {
  test.each<[string[], string]>([
    [["find", ".", "-name", "*.txt"], "./a.txt\n./b/c.txt\n./node_modules/x.txt\n"],
    [["find", ".", "-name", "node_modules", "-prune", "-o", "-type", "f", "-print"], "./a.txt\n./b/c.txt\n./b/d.md\n"],
    [["find", "b", "-type", "f", "-exec", "cat", "{}", "+"], "two one\none\n"],
    [["find", "b", "-depth"], "b/c.txt\nb/d.md\nb\n"],
    [["find", "b", "-type", "f", "-print0"], "b/c.txt\0b/d.md\0"],
    [["find", ".", "-maxdepth", "1", "-type", "f", "-mmin", "-1"], "./a.txt\n"],
    [["find", ".", "-mtime", "+1"], ""],
    [["grep", "-r", "one"], "a.txt:one\nb/c.txt:two one\nb/d.md:one\nnode_modules/x.txt:one\n"],
    [["grep", "-rl", "one", "."], "./a.txt\n./b/c.txt\n./b/d.md\n./node_modules/x.txt\n"],
    [["grep", "-rc", "--include=*.txt", "--exclude-dir=node_modules", "one", "."], "./a.txt:1\n./b/c.txt:1\n"],
    [["ls", "-R", "b"], "b:\nc.txt\nd.md\n"],
  ])("%j", async (argv, stdout) => {
    const fake = new FakeMachine({ files });
    expect((await fake.run(argv, { cwd: "/work" })).stdout).toBe(stdout);
  });
});

test("folders are compared file by file", async () => {
  const fake = new FakeMachine({
    files: { "/a/same": "x\n", "/b/same": "x\n", "/a/s/f": "1\n", "/b/s/f": "2\n", "/a/left": "", "/b/right": "new\n" },
  });
  expect(await fake.run(["diff", "-r", "a", "b"], { cwd: "/" })).toEqual({
    code: 1,
    stdout: "Only in a: left\nOnly in b: right\ndiff -r a/s/f b/s/f\n1c1\n< 1\n---\n> 2\n",
    stderr: "",
  });
  expect((await fake.run(["diff", "-rN", "a", "b"], { cwd: "/" })).stdout).toContain("0a1\n> new\n");
});

test("files are as old as virtual time has it", async () => {
  const fake = new FakeMachine({ files });
  fake.nowMs += 3 * 86_400_000;
  fake.machine.fs.writeFile("/work/new", encode(""));
  expect((await fake.run(["find", "/work", "-type", "f", "-mtime", "-1"])).stdout).toBe("/work/new\n");
  expect((await fake.run(["find", "/work/b", "-type", "f", "-mtime", "+2"])).stdout).toBe(
    "/work/b/c.txt\n/work/b/d.md\n",
  );
});

test("what `find -delete` removes is gone, and folders last", async () => {
  const fake = new FakeMachine({ files });
  expect(await fake.run(["find", "/work/b", "-delete"])).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(fake.machine.fs.stat("/work/b")).toBeUndefined();
});
