import { ShellError } from "../../processes/open-file.js";
import { wordsOf } from "../expansion/substitutions.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { unescapeText } from "../values/shell-escapes.js";

export async function echo(shell: Shell, args: readonly string[]): Promise<number> {
  let [newline, escapes, index] = [true, shell.options.shopt("xpg_echo"), 0];
  for (; /^-[neE]+$/.test(args[index] ?? ""); index++) {
    for (const letter of (args[index] ?? "").slice(1)) {
      if (letter === "n") newline = false;
      else escapes = letter === "e";
    }
  }
  let text = args.slice(index).join(" ");
  if (escapes) {
    const result = unescapeText(text, "zero");
    text = result.text;
    newline &&= !result.stopped;
  }
  await tell(shell, "echo", newline ? `${text}\n` : text);
  return 0;
}

/** @throws CommandError if it cannot be written */
export async function tell(shell: Shell, name: string, text: string): Promise<void> {
  try {
    await shell.print(text);
  } catch (error) {
    if (!(error instanceof ShellError) || shell.process.killed.aborted) throw error;
    throw new CommandError(`${name}: write error: ${wordsOf(error)}`);
  }
}
