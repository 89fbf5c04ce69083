import type { StoredFile } from "../../contract/stored-file.js";
import { FileTree } from "./file-tree.js";
import type { SavedContent } from "./snapshot.js";

/** A stored file whose content stands apart. */
type SavedFile =
  | Exclude<StoredFile, { kind: "file" }>
  | (Omit<Extract<StoredFile, { kind: "file" }>, "content"> & { readonly content: number });

/** Entries of a file system as they are saved; `content` is an index among the files. */
export type SavedTree = readonly (readonly [path: string, file: SavedFile])[];

/** Contents are shared, not copied: they never change. */
export function saveTree(tree: FileTree): {
  readonly entries: SavedTree;
  readonly files: readonly SharedArrayBuffer[];
} {
  const files: SharedArrayBuffer[] = [];
  const entries = Array.from(
    tree,
    ([path, file]) => [path, file.kind === "file" ? { ...file, content: files.push(file.content) - 1 } : file] as const,
  );
  return { entries, files };
}

/** @throws TypeError if a content is missing */
export function loadTree(entries: SavedTree, files: SavedContent["files"]): FileTree {
  return new FileTree(
    entries.map(([path, file]) => {
      if (file.kind !== "file") return [path, file] as const;
      const content = files[file.content];
      if (!content) throw new TypeError(`the content of ${path} is missing`);
      return [path, { ...file, content }] as const;
    }),
  );
}
