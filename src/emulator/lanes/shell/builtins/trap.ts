import { allSignals, signalOf } from "../state/shell-signals.js";
import type { Shell } from "../state/shell.js";
import { quoteAlways } from "../values/shell-quoting.js";
import { tell } from "./echo.js";

const PSEUDO = ["EXIT", "ERR", "DEBUG", "RETURN"];

export async function trap(shell: Shell, args: readonly string[]): Promise<number> {
  let words = args;
  if (words[0] === "-l") {
    await tell(
      shell,
      "trap",
      `${allSignals()
        .map(({ number, name }) => `${String(number).padStart(2)}) ${name}`)
        .join("\n")}\n`,
    );
    return 0;
  }
  const prints = words[0] === "-p";
  if (prints || words[0] === "--") words = words.slice(1);
  if (prints || words.length === 0) return list(shell, words);
  const [first = "", ...rest] = words;
  const resets = first === "-" || rest.length === 0 || (/^\d+$/.test(first) && nameOf(first) !== undefined);
  const names = first === "-" ? rest : resets ? words : rest;
  let code = 0;
  for (const text of names) {
    const name = nameOf(text);
    if (name === undefined) {
      await shell.complain(`trap: ${text}: invalid signal specification`);
      code = 1;
    } else if (name !== "SIGKILL" && name !== "SIGSTOP") shell.traps.set(name, resets ? undefined : first);
  }
  return code;
}

function nameOf(text: string): string | undefined {
  if (text === "0") return "EXIT";
  const upper = text.toUpperCase();
  return PSEUDO.includes(upper) ? upper : signalOf(text)?.name;
}

async function list(shell: Shell, texts: readonly string[]): Promise<number> {
  const wanted = texts.map(nameOf);
  for (const [name, command] of shell.traps.entries()) {
    if (wanted.length === 0 || wanted.includes(name))
      await tell(shell, "trap", `trap -- ${quoteAlways(command)} ${name}\n`);
  }
  return 0;
}
