import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { tell } from "./echo.js";

export async function umask(shell: Shell, args: readonly string[]): Promise<number> {
  const symbolic = args.includes("-S");
  const text = args.find((arg) => !/^-[Sp]+$/.test(arg));
  if (text === undefined) {
    await tell(shell, "umask", `${symbolic ? symbols(shell.umask) : shell.umask.toString(8).padStart(4, "0")}\n`);
    return 0;
  }
  if (/^[0-7]+$/.test(text)) {
    shell.umask = Number.parseInt(text, 8) & 0o777;
    return 0;
  }
  if (/^\d/.test(text)) throw new CommandError(`umask: ${text}: octal number out of range`);
  shell.umask = applySymbols(shell.umask, text);
  return 0;
}

function symbols(mask: number): string {
  const letters = (shift: number) =>
    ["r", "w", "x"].filter((_, index) => !((mask >> (shift + 2 - index)) & 1)).join("");
  return `u=${letters(6)},g=${letters(3)},o=${letters(0)}`;
}

function applySymbols(mask: number, text: string): number {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(",")) {
    const [, who = "", operator = "", letters = ""] = /^([ugoa]*)([=+-])([rwx]*)$/.exec(clause) ?? [];
    if (operator === "") throw new CommandError(`umask: \`${clause.slice(0, 1)}': invalid symbolic mode operator`);
    const bits = Array.from(letters).reduce((sum, letter) => sum | { r: 4, w: 2, x: 1 }[letter as "r" | "w" | "x"], 0);
    const shifts =
      who === "" || who.includes("a")
        ? [6, 3, 0]
        : Array.from(who).map((letter) => ({ u: 6, g: 3, o: 0 })[letter as "u" | "g" | "o"]);
    for (const shift of shifts) {
      if (operator === "=") allowed &= ~(7 << shift);
      if (operator === "-") allowed &= ~(bits << shift);
      else allowed |= bits << shift;
    }
  }
  return ~allowed & 0o777;
}

/** Nothing is limited. */
export async function ulimit(shell: Shell, args: readonly string[]): Promise<number> {
  const values = args.filter((arg) => !arg.startsWith("-"));
  if (values.length > 0) return 0;
  const open = args.some((arg) => /^-[SH]*n/.test(arg));
  await tell(shell, "ulimit", open ? "1024\n" : "unlimited\n");
  return 0;
}

export async function times(shell: Shell): Promise<number> {
  await tell(shell, "times", "0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n");
  return 0;
}
