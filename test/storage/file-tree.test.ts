import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentOf, type FileChange, type StoredFile } from "../../src/contract/stored-file.js";
import { FileTree } from "../../src/emulator/storage/file-tree.js";

const step = fc.constantFrom("a", "b", "c");
const path = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/"));
const file: fc.Arbitrary<StoredFile | null> = fc.oneof(
  fc.nat(9).map((n): StoredFile => ({ kind: "file", content: contentOf(Uint8Array.of(n)), mode: 0o644, mtimeMs: n })),
  fc.constant<StoredFile>({ kind: "directory", mode: 0o755, mtimeMs: 0 }),
  fc.constant<StoredFile>({ kind: "symlink", target: "a", mtimeMs: 0 }),
  fc.constant(null),
);
const commit = fc.array(fc.tuple(path, file), { minLength: 1, maxLength: 4 });

function entries(tree: FileTree): [string, StoredFile][] {
  return [...tree].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What a reader does that has no idea of directories above a file. */
function applyBlindly(files: Map<string, StoredFile>, changes: readonly FileChange[]): void {
  for (const [changed, now] of changes) {
    if (now === null) files.delete(changed);
    else files.set(changed, now);
  }
}

describe("the committed state of a file system", () => {
  test("is a tree after any changes: what has something below it is a directory", () => {
    fc.assert(
      fc.property(fc.array(commit), (commits) => {
        const tree = new FileTree();
        for (const changes of commits) tree.apply(changes, 1);
        for (const [at] of tree) {
          const parent = at.slice(0, Math.max(0, at.lastIndexOf("/")));
          expect(tree.isDirectory(parent)).toBe(true);
        }
      }),
    );
  });

  test("tells every reader what it needs to catch up, from whatever version", () => {
    fc.assert(
      fc.property(fc.array(commit, { minLength: 1, maxLength: 8 }), fc.nat(7), (commits, lookedAfter) => {
        const tree = new FileTree();
        const seen = new Map<string, StoredFile>();
        let version = 0;
        for (const [index, changes] of commits.entries()) {
          tree.apply(changes, 1);
          if (index !== lookedAfter) continue;
          for (const [at, found] of tree) seen.set(at, found);
          version = tree.version;
        }
        applyBlindly(seen, tree.changesSince(version));
        expect([...seen].toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual(entries(tree));
      }),
    );
  });

  test("gives removals before what comes new, and directories before what they contain", () => {
    const tree = new FileTree();
    tree.apply([["d/x/y", { kind: "symlink", target: "z", mtimeMs: 0 }]], 0);
    const { version } = tree;
    tree.apply(
      [
        ["d", null],
        ["d/n/m", { kind: "symlink", target: "z", mtimeMs: 0 }],
      ],
      0,
    );
    expect(tree.changesSince(version).map(([at, found]) => [at, found?.kind ?? null])).toEqual([
      ["d/x", null],
      ["d/x/y", null],
      ["d", "directory"],
      ["d/n", "directory"],
      ["d/n/m", "symlink"],
    ]);
  });

  test("forgets how often a file changed", () => {
    const tree = new FileTree();
    const change: FileChange = ["a", { kind: "symlink", target: "z", mtimeMs: 0 }];
    for (let n = 0; n < 5000; n++) tree.apply([change], 0);
    expect([tree.version, tree.changesSince(0), tree.changesSince(5000)]).toEqual([5000, [change], []]);
  });
});
