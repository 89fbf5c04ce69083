import type { Found } from "../processes/process.js";
import type { Shell } from "./state/shell.js";

/** @returns what tells why there is none, with its name */
export function findProgram(shell: Shell, name: string): Extract<Found, { kind: "program" }> | string {
  if (name === "") return ": command not found";
  const path = shell.variables.get("PATH");
  if (path === undefined && !name.includes("/")) return `${name}: No such file or directory`;
  const found = shell.system.find(name, path, shell.process.cwd);
  if (found.kind === "program") {
    if (!name.includes("/") && !found.isLacking) shell.hashed.set(name, found.path);
    return found;
  }
  if (name.includes("/")) {
    const info = shell.system.fs.stat(shell.path(name));
    if (info?.type === "directory") return `${name}: Is a directory`;
    return `${name}: ${found.kind === "missing" && !info ? "No such file or directory" : "Permission denied"}`;
  }
  return found.kind === "denied" ? `${name}: Permission denied` : `${name}: command not found`;
}
