import { posix } from "node:path";
import type { MountTree } from "../mounts/tree/mount-tree.js";

/** Where programs are looked for that have no path, if the environment does not say. */
const PATHS = "/usr/local/bin:/usr/bin:/bin";

export type Program = { readonly path: string } | { readonly problem: "ENOENT" | "EACCES" };

/** Finds a program as Linux does, on the disk of a container. @param pairs its environment, as in `NAME=value` */
export function findProgram(tree: MountTree, file: string, cwd: string, pairs: readonly string[]): Program {
  if (file.includes("/")) return programAt(tree, posix.resolve(cwd, file));
  const paths = pairs.findLast((pair) => pair.startsWith("PATH="))?.slice("PATH=".length) ?? PATHS;
  let problem: "ENOENT" | "EACCES" = "ENOENT";
  for (const folder of paths.split(":")) {
    const found = programAt(tree, posix.resolve(cwd, folder, file));
    if ("path" in found) return found;
    if (found.problem === "EACCES") problem = "EACCES";
  }
  return { problem };
}

function programAt(tree: MountTree, path: string): Program {
  let found;
  try {
    found = tree.walk(path, true);
  } catch {
    return { problem: "EACCES" }; // in a folder that is closed to this user
  }
  if (typeof found === "string") return { problem: "ENOENT" };
  const node = found.getNode();
  return node.isFile() && node.canExecute() ? { path } : { problem: "EACCES" };
}
