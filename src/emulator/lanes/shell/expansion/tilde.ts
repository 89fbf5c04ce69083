import type { Shell } from "../state/shell.js";

/** @returns `undefined` if there is no such user */
export function expandTilde(shell: Shell, user: string): string | undefined {
  switch (user) {
    case "":
      return shell.variables.get("HOME") ?? "/root";
    case "+":
      return shell.variables.get("PWD") ?? shell.process.cwd;
    case "-":
      return shell.variables.get("OLDPWD");
    case "root":
      return "/root";
    default:
      return homeOf(shell, user);
  }
}

function homeOf(shell: Shell, user: string): string | undefined {
  try {
    const lines = new TextDecoder().decode(shell.system.fs.readFile("/etc/passwd")).split("\n");
    const found = lines.map((line) => line.split(":")).find(([name]) => name === user);
    return found?.[5];
  } catch {
    return undefined;
  }
}
