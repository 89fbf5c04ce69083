import type { SandboxFileEvent } from "../../../contract/sandbox-files.js";
import type { TreeChange } from "../mounts/tree/tree-host.js";

const TYPES = {
  created: "Create",
  removed: "Remove",
  modified: "Modify",
  attributes: "Modify",
  moved: "Modify",
} as const satisfies Record<TreeChange["type"], SandboxFileEvent["type"]>;

/**
 * What who watches a path is told of a change; `undefined` if it is none of theirs. That a name has become another is a
 * `Modify` of both. Modal: docs/modal/sandboxes.md#sandbox-files.
 */
export function fileEvent(change: TreeChange, watched: string, isRecursive: boolean): SandboxFileEvent | undefined {
  const paths = change.type === "moved" ? [change.from, change.path] : [change.path];
  const meant = paths.filter((path) => isMeant(path, watched, isRecursive));
  return meant.length > 0 ? { paths: meant, type: TYPES[change.type] } : undefined;
}

function isMeant(path: string, watched: string, isRecursive: boolean): boolean {
  if (path === watched) return true;
  const folder = watched === "/" ? "/" : `${watched}/`;
  return path.startsWith(folder) && (isRecursive || !path.slice(folder.length).includes("/"));
}
