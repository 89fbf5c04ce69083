import { newVariable } from "../values/variable.js";
import type { Shell } from "./shell.js";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const BASH_VERSION = "5.2.15(1)-release";

/** The variables that a shell begins with. */
export function importEnvironment(shell: Shell): void {
  const { variables, process } = shell;
  for (const [name, value] of process.env) {
    if (NAME.test(name)) variables.put(name, { ...newVariable(value), exported: true });
  }
  const level = Number(variables.get("SHLVL") ?? "0");
  variables.put("SHLVL", { ...newVariable(String(Number.isInteger(level) ? level + 1 : 1)), exported: true });
  variables.put("PWD", { ...newVariable(process.cwd), exported: true });
  if (!variables.findOwn("OLDPWD")) variables.put("OLDPWD", { ...newVariable(), exported: true });
  put(shell, "IFS", " \t\n");
  put(shell, "OPTIND", "1");
  put(shell, "OPTERR", "1");
  put(shell, "PS4", "+ ");
  put(shell, "BASH", "/bin/bash");
  put(shell, "BASH_VERSION", BASH_VERSION);
  put(shell, "HOSTNAME", shell.system.hostname);
  put(shell, "HOSTTYPE", "x86_64");
  put(shell, "OSTYPE", "linux-gnu");
  put(shell, "MACHTYPE", "x86_64-pc-linux-gnu");
  if (variables.get("PATH") === undefined) {
    put(shell, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }
  for (const name of ["UID", "EUID"]) variables.put(name, { ...newVariable("0"), readonly: true, integer: true });
  variables.put("PPID", { ...newVariable(String(process.parent)), readonly: true, integer: true });
  const version = ["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"];
  variables.put("BASH_VERSINFO", {
    ...newVariable(),
    list: new Map(version.map((each, index) => [index, each])),
    readonly: true,
  });
}

function put({ variables }: Shell, name: string, value: string): void {
  const existing = variables.findOwn(name);
  const kept = name === "PS4" || name === "PATH" ? existing?.value : undefined;
  variables.put(name, { ...newVariable(kept ?? value), exported: existing?.exported ?? false });
}
