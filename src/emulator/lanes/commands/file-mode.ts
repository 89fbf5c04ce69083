import type { FileInfo } from "../processes/process.js";

const MODES = "xwr";

/** Such as `drwxr-xr-x`. */
export function modeText({ type, mode }: FileInfo): string {
  const kind = { file: "-", directory: "d", symlink: "l", other: "p" }[type];
  let text = "";
  for (let bit = 8; bit >= 0; bit--) text += mode & (1 << bit) ? MODES.charAt(bit % 3) : "-";
  const letters = text.split("");
  for (const [bit, at, letter] of [
    [0o4000, 2, "s"],
    [0o2000, 5, "s"],
    [0o1000, 8, "t"],
  ] as const)
    if (mode & bit) letters[at] = letters[at] === "-" ? letter.toUpperCase() : letter;
  return kind + letters.join("");
}

/**
 * What `chmod` makes of permissions.
 * @param change octal, or such as `u+x,go-w`
 * @returns nothing, if it cannot be read
 */
export function changedMode(change: string, mode: number, isFolder: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(change)) return Number.parseInt(change, 8);
  let result = mode & 0o7777;
  for (const part of change.split(",")) {
    const [, who = "", actions] = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(part) ?? [];
    if (actions === undefined) return undefined;
    for (const [, sign = "", what = ""] of actions.matchAll(/([-+=])([rwxXstugo]*)/g)) {
      const mask = maskOf(who || "a");
      const bits = bitsOf(what, result, isFolder) & mask & (who === "" ? ~0o022 : ~0);
      if (sign === "+") result |= bits;
      else if (sign === "-") result &= ~bits;
      else result = (result & ~(mask & 0o777)) | bits;
    }
  }
  return result;
}

function maskOf(who: string): number {
  let mask = 0o1000;
  if (/[ua]/.test(who)) mask |= 0o4700;
  if (/[ga]/.test(who)) mask |= 0o2070;
  if (/[oa]/.test(who)) mask |= 0o007;
  return mask;
}

function bitsOf(what: string, mode: number, isFolder: boolean): number {
  let bits = 0;
  for (const letter of what) {
    if (letter === "r") bits |= 0o444;
    else if (letter === "w") bits |= 0o222;
    else if (letter === "x" || (letter === "X" && (isFolder || (mode & 0o111) !== 0))) bits |= 0o111;
    else if (letter === "s") bits |= 0o6000;
    else if (letter === "t") bits |= 0o1000;
    else if ("ugo".includes(letter)) bits |= ((mode >> { u: 6, g: 3, o: 0 }[letter as "u" | "g" | "o"]) & 7) * 0o111;
  }
  return bits;
}
