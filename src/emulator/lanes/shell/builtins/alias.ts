import type { Shell } from "../state/shell.js";
import { quoteAlways } from "../values/shell-quoting.js";
import { tell } from "./echo.js";

export async function alias(shell: Shell, args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => arg !== "-p" && arg !== "--");
  let code = 0;
  if (names.length === 0) {
    for (const [name, value] of [...shell.aliases].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      await tell(shell, "alias", `alias ${name}=${quoteAlways(value)}\n`);
    }
  }
  for (const text of names) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    const known = shell.aliases.get(text);
    if (name !== undefined && value !== undefined) shell.aliases.set(name, value);
    else if (known !== undefined) await tell(shell, "alias", `alias ${text}=${quoteAlways(known)}\n`);
    else {
      await shell.complain(`alias: ${text}: not found`);
      code = 1;
    }
  }
  return code;
}

export async function unalias(shell: Shell, args: readonly string[]): Promise<number> {
  if (args[0] === "-a") {
    shell.aliases.clear();
    return 0;
  }
  let code = 0;
  for (const name of args) {
    if (shell.aliases.delete(name)) continue;
    await shell.complain(`unalias: ${name}: not found`);
    code = 1;
  }
  return code;
}
