import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";

export async function getopts(shell: Shell, args: readonly string[]): Promise<number> {
  const [letters, name, ...given] = args;
  if (letters === undefined || name === undefined) {
    throw new CommandError("getopts: usage: getopts optstring name [arg ...]", 2);
  }
  const words = given.length > 0 ? given : shell.positional;
  const silent = letters.startsWith(":") || shell.variables.get("OPTERR") === "0";
  const { variables } = shell;
  let index = Math.max(Number(variables.get("OPTIND") ?? "1") || 1, 1);
  if (String(index) !== shell.optionIndex) shell.optionOffset = 0;
  const word = words[index - 1];
  const finish = (code: number): number => {
    variables.set("OPTIND", String(index));
    shell.optionIndex = String(index);
    return code;
  };
  if (shell.optionOffset === 0) {
    if (word === undefined || !/^-./.test(word) || word === "--") {
      if (word === "--") index++;
      variables.set(name, "?");
      shell.variables.unset("OPTARG");
      return finish(1);
    }
    shell.optionOffset = 1;
  }
  const current = word ?? "";
  const letter = current[shell.optionOffset++] ?? "";
  const place = letter === ":" ? -1 : letters.indexOf(letter, letters.startsWith(":") ? 1 : 0);
  const ends = shell.optionOffset >= current.length;
  if (place < 0) {
    if (ends) [index, shell.optionOffset] = [index + 1, 0];
    await refuse(shell, {
      name,
      letter,
      kind: "?",
      silent: letters.startsWith(":"),
      told: !silent && `illegal option -- ${letter}`,
    });
    return finish(0);
  }
  if (letters[place + 1] !== ":") {
    if (ends) [index, shell.optionOffset] = [index + 1, 0];
    variables.unset("OPTARG");
    variables.set(name, letter);
    return finish(0);
  }
  let value: string | undefined = current.slice(shell.optionOffset);
  index++;
  if (ends) {
    value = words[index - 1];
    index++;
  }
  shell.optionOffset = 0;
  if (value === undefined) {
    index--;
    const told = !silent && `option requires an argument -- ${letter}`;
    await refuse(shell, {
      name,
      letter,
      kind: letters.startsWith(":") ? ":" : "?",
      silent: letters.startsWith(":"),
      told,
    });
    return finish(0);
  }
  variables.set("OPTARG", value);
  variables.set(name, letter);
  return finish(0);
}

interface Refused {
  readonly name: string;
  readonly letter: string;
  readonly kind: "?" | ":";
  readonly silent: boolean;
  readonly told: string | false;
}

async function refuse(shell: Shell, { name, letter, kind, silent, told }: Refused): Promise<void> {
  shell.variables.set(name, kind);
  if (silent) shell.variables.set("OPTARG", letter);
  else shell.variables.unset("OPTARG");
  if (told !== false) await shell.write(2, `${shell.name}: ${told}\n`);
}
