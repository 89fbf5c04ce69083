// Modal: docs/modal/command-line.md#references, docs/modal/command-line.md#what-runs
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { app, run } from "../support/run-cli.js";

describe("references that are refused", () => {
  test.each([
    [
      "test/cli/apps/hello.ts:main",
      'InvalidError: Invalid reference "test/cli/apps/hello.ts:main". Did you mean "test/cli/apps/hello.ts::main"?',
    ],
    [
      "pkg.mod::f",
      'InvalidError: "pkg.mod" is no file. There are no module paths and no `-m` here: name the file, as in `pkg/mod.ts::f`.',
    ],
    ["pkg", "as in `pkg.ts`"],
    ["missing.ts", "InvalidError: No such file: missing.ts."],
    ["missing.ts::f", "InvalidError: No such file: missing.ts."],
    ["some dir/mod", "InvalidError: No such file: some dir/mod."],
    ["a.ts::b::c", 'has more than one "::"'],
    ["::f", "names no file"],
    ["hello.ts::", "names no function"],
  ])("%s", async (reference, message) => {
    const { code, stdout, stderr } = await run(reference);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("what runs", () => {
  test("a file's only local entrypoint goes before its functions", async () => {
    expect(await run("-q", app("hello.ts"))).toEqual({ code: 0, stdout: "squaring 3\nhello world: 9\n", stderr: "" });
  });
  test.each(["main", "app.main"])("::%s is the entrypoint", async (name) => {
    expect((await run("-q", app("hello.ts", name))).stdout).toContain("hello world: 9");
  });
  test.each(["square", "app.square"])("::%s is the function; its result is printed", async (name) => {
    expect(await run("-q", app("hello.ts", name))).toEqual({ code: 0, stdout: "squaring 3\n9\n", stderr: "" });
  });
  test("::app means what the file means", async () => {
    expect((await run("-q", app("hello.ts", "app"))).stdout).toContain("hello world: 9");
  });
  test("what an entrypoint returns is printed, unless it is undefined", async () => {
    expect((await run("-q", app("work.ts", "answer"))).stdout).toBe("{ answer: 42 }\n");
    expect((await run("-q", app("work.ts", "silent"))).stdout).toBe("");
  });
  test("a text is printed as it is", async () => {
    expect((await run("-q", app("work.ts", "sleep"))).stdout).toBe("good night\nsleep well\nslept\n");
  });
});

describe("when it is not clear what to run", () => {
  test.each([[[]], [["--help"]]])("everything is listed, with the words %j", async (words) => {
    const { code, stdout, stderr } = await run(app("work.ts"), ...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(
      "Specify a Modal Function or local entrypoint to run, as in `test/cli/apps/work.ts::batch`:\n  batch / app.batch\n  silent / app.silent\n",
    );
    expect(stderr).toContain("  draw / app.draw\n");
  });
  test("so it is when the name is wrong", async () => {
    const { code, stderr } = await run(app("hello.ts", "squared"));
    expect(code).toBe(1);
    expect(stderr).toContain('There is no "squared" in test/cli/apps/hello.ts.');
    expect(stderr).toContain("  main / app.main\n  square / app.square\n");
  });
  test("a file without an app has nothing to run", async () => {
    const { code, stderr } = await run(app("empty.ts"));
    expect(code).toBe(1);
    expect(stderr).toContain("test/cli/apps/empty.ts has nothing to run");
  });
  test("a generator function cannot be run", async () => {
    const { code, stderr } = await run(app("work.ts", "count"));
    expect(code).toBe(1);
    expect(stderr).toContain("InvalidError: Function `count`");
    expect(stderr).toContain("generator functions");
  });
});

describe("files that cannot be loaded", () => {
  test("an exception while importing is shown at the user's own line", async () => {
    const { code, stdout, stderr } = await run(app("import-fails.ts"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual([
      "test/cli/apps/import-fails.ts could not be loaded.",
      "RangeError: depth 3 is too much",
    ]);
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^ {4}at configure \(\/.*test\/cli\/apps\/import-fails\.ts:10:9\)$/),
      expect.stringMatching(/^ {4}at \/.*test\/cli\/apps\/import-fails\.ts:13:1$/),
    ]);
  });
  test("a syntax error has file and line", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "cli-")), "syntax-error.ts");
    await writeFile(file, "const list = [\n  1,\n  2;\n");
    const { code, stderr } = await run(file);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^InvalidError: .*syntax-error\.ts cannot be loaded:\n.*syntax-error\.ts:3:4: Expected "\]"/,
    );
    expect(stderr).not.toContain("Caused by");
  });
});
