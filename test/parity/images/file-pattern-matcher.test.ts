// Modal: docs/modal/file-patterns.md
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { FilePatternMatcher, InvalidError, NON_PYTHON_FILES } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

describe("the examples", () => {
  test.each<[example: number, patterns: string[], path: string, match: boolean]>([
    [1, ["*"], "fileutils.go", true],
    [2, ["*"], "dir/file", true],
    [3, ["*.go"], "fileutils.go", true],
    [4, ["*.py"], "pkg/a.py", false],
    [5, ["*.py"], "a.py/readme", true],
    [6, ["**/*.py"], "a.py", true],
    [7, ["**/*.py"], "pkg/sub/a.py", true],
    [8, ["**/*.py"], "/abs/x.py", true],
    [9, ["*.py"], "/x.py", false],
    [10, ["**"], "file", true],
    [11, ["**"], ".", false],
    [12, ["**/"], "dir/file", true],
    [13, ["**/**"], "dir/file", true],
    [14, ["dir/**"], "dir/file", true],
    [15, ["dir/**"], "dir", false],
    [16, ["abc/**"], "abc/def/ghi", true],
    [17, ["dir"], "dir/sub/file", true],
    [18, ["dir/"], "dir/file", true],
    [19, ["/dir"], "dir/file", true],
    [20, ["/abs"], "/abs/x", false],
    [21, ["dir"], "other/dir/file", false],
    [22, ["**/dir"], "other/dir/file", true],
    [23, ["**/dir2/*"], "dir/dir2/file", true],
    [24, ["**file"], "dir/file", true],
    [25, ["**file"], "dir/myfile", true],
    [26, ["**/file"], "dir/myfile", false],
    [27, ["**/.foo"], ".foo", true],
    [28, ["**/.foo"], "bar.foo", false],
    [29, ["**.txt"], "a/b.txt", true],
    [30, ["x**"], "xyz/q", true],
    [31, ["foo**bar"], "foobar", true],
    [32, ["foo**bar"], "fooXbar", false],
    [33, ["foo**bar"], "foo/x/bar", true],
    [34, ["foo/**/bar"], "foo/bar", true],
    [35, ["foo/**/bar"], "foo/a/b/bar", true],
    [36, ["a**/*.txt"], "a/dir/dir/file.txt", true],
    [37, ["a**/*.txt"], "a.txt", true],
    [38, ["a/*.txt"], "a/dir/file.txt", false],
    [39, ["a/*.txt**"], "a/file.txt", true],
    [40, ["a*"], "ab/c", true],
    [41, ["a*/b"], "a/c/b", false],
    [42, ["a*b"], "a/b", false],
    [43, ["a?b"], "a/b", false],
    [44, ["abc?def"], "abcZdef", true],
    [45, ["abc?def"], "abcdef", false],
    [46, ["abc.def"], "abcZdef", false],
    [47, ["a[b-d]e"], "ace", true],
    [48, ["a[b-d]e"], "aae", false],
    [49, ["a[^b-d]e"], "aze", true],
    [50, ["a[!b]c"], "axc", false],
    [51, ["a[!b]c"], "a!c", true],
    [52, ["a\\*b"], "a*b", true],
    [53, ["a\\*b"], "axb", false],
    [54, ["[\\]a]"], "]", true],
    [55, ["a(b)c/def"], "a(b)c/def", true],
    [56, ["a{b,c}"], "ab", false],
    [57, ["*.PY"], "a.py", false],
    [58, ["#*"], "#tmp", true],
    [59, ["  *.md  "], "a.md", true],
    [60, ["lib/*.js"], "./lib//x.js", true],
    [61, ["./src/../lib/*.js"], "lib/x.js", true],
    [62, ["docs", "!docs/README.md"], "docs/README.md", false],
    [63, ["docs", "!docs/README.md"], "docs/guide.md", true],
    [64, ["!docs/README.md", "docs"], "docs/README.md", true],
    [65, ["*.go", "!fileutils.go"], "fileutils.go", false],
    [66, ["**", "!util/docker/web"], "util/docker/web/foo", false],
    [67, ["**", "!util/docker/web", "util/docker/web/foo"], "util/docker/web/foo", true],
    [68, ["**/*", "!**/module"], "x/module/y.txt", false],
    [69, ["!**/*.txt"], "a.txt", false],
    [70, ["*", "! a.txt"], "a.txt", true],
    [71, ["*", "!/a.txt"], "a.txt", true],
    [72, [], "any/path", false],
    [73, ["**/node_modules"], "a/node_modules/b/c.js", true],
    [74, ["node_modules"], "a/node_modules/b/c.js", false],
  ])("%i: %j on %j is %j", (_example, patterns, path, match) => {
    expect(new FilePatternMatcher(...patterns).matches(path)).toBe(match);
    expect(new FilePatternMatcher(patterns).matches(path)).toBe(match);
    expect(new FilePatternMatcher(patterns).invert().matches(path)).toBe(!match);
  });
});

describe("single patterns", () => {
  test.each<[pattern: string, path: string, match: boolean]>([
    ["?", "ö", true],
    ["?", "🙂", true],
    ["?", "ab", false],
    ["a.b+c", "a.b+c", true],
    ["a$b|c^d", "a$b|c^d", true],
    ["a]b", "a]b", true],
    ["a-b*", "a-bc", true],
    ["[]a]", "]", true],
    ["[^]a]", "b", true],
    ["[^]a]", "]", false],
    ["[a-]", "-", true],
    ["[a\\-c]", "b", false],
    ["[.]", "x", false],
    ["[*]", "x", false],
    ["[*]", "*", true],
    ["\\[a]", "[a]", true],
    ["***", "a/b", true],
    ["**/a/**", "a/x", true],
    ["a/..", "b", false],
    ["a/../b", "b", true],
    ["..", "../x", true],
    ["x", "y/../x", false],
    ["*", "/x/y", false],
    ["/", "a", false],
    ["", "a", false],
  ])("%j on %j is %j", (pattern, path, match) => {
    expect(new FilePatternMatcher(pattern).matches(path)).toBe(match);
  });
});

describe("bad patterns", () => {
  test("whatever the pattern, it matches, does not match, or is an InvalidError", () => {
    const pattern = fc.string({
      unit: fc.constantFrom("*", "?", "[", "]", "!", "^", "-", "\\", "/", "a", "b", ".", " "),
    });
    const property = fc.property(pattern, pattern, (left, path) => {
      try {
        return typeof new FilePatternMatcher("a", left).matches(path) === "boolean";
      } catch (error) {
        return error instanceof InvalidError;
      }
    });
    fc.assert(property, { numRuns: 2000, seed: 16 });
  });
  test.each(["[", "a[b", "[z-a]", "[]", "[^]", "a\\"])("%j is noticed on first use only", (pattern) => {
    const matcher = new FilePatternMatcher("ok", pattern);
    expect(matcher.canPruneDirectories()).toBe(true);
    expectError(() => matcher.matches("ok"), InvalidError, "Bad pattern", JSON.stringify(pattern));
  });
  test("a lone exclamation mark is an illegal exclusion", () => {
    expectError(() => new FilePatternMatcher("*", " ! ").matches("a"), InvalidError, "Illegal exclusion pattern");
  });
  test("patterns must be strings", () => {
    // @ts-expect-error a number
    expectError(() => new FilePatternMatcher("a", 3), InvalidError, "FilePatternMatcher takes strings");
  });
});

describe("the matcher", () => {
  test("a walk may skip matched directories unless a pattern takes paths back", () => {
    expect(new FilePatternMatcher("*.tmp", "node_modules", "dist/**").canPruneDirectories()).toBe(true);
    expect(new FilePatternMatcher("**", "!*.py").canPruneDirectories()).toBe(false);
    expect(new FilePatternMatcher().canPruneDirectories()).toBe(true);
    expect(new FilePatternMatcher("*.tmp").invert().canPruneDirectories()).toBe(false);
  });
  test("a file is read on first use, one pattern a line, without comments", () => {
    const directory = mkdtempSync(join(tmpdir(), "patterns-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, "ignore");
    const matcher = FilePatternMatcher.fromFile(file);
    writeFileSync(file, "*.log\r\n\n# note\n!keep.log\n");
    expect([
      matcher.matches("a.log"),
      matcher.matches("keep.log"),
      matcher.matches("# note"),
      matcher.matches("x"),
    ]).toEqual([true, false, true, false]);
    expect(matcher.canPruneDirectories()).toBe(false);
    expect(matcher.definition).toEqual({ kind: "patternFile", path: file, inverted: false });
  });
  test("a missing file is noticed on first use", () => {
    const matcher = FilePatternMatcher.fromFile("no/such/file");
    expect(() => matcher.matches("a")).toThrow(/ENOENT/);
  });
  test("NON_PYTHON_FILES matches all but Python source", () => {
    expect(["a.py", "pkg/a.py", "a.pyc", "README.md"].map((path) => NON_PYTHON_FILES.matches(path))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
  test("its definition is plain data", () => {
    expect(structuredClone(new FilePatternMatcher("a", "!b").invert().definition)).toEqual({
      kind: "patterns",
      patterns: ["a", "!b"],
      inverted: true,
    });
  });
});
