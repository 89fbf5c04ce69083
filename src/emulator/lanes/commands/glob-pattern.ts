const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/**
 * A pattern of the shell, such as `*.txt`, as one that matches whole names; `*` matches slashes too.
 * @param ignoreCase as `-iname` has it
 */
export function globPattern(glob: string, ignoreCase = false): RegExp {
  let source = "";
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at);
    const [set, not = "", inside = ""] = /^\[([!^]?)(\]?[^\]]*)\]/.exec(glob.slice(at)) ?? [];
    if (char === "*") source += "[^]*";
    else if (char === "?") source += "[^]";
    else if (char === "\\") source += glob.charAt(++at).replaceAll(SPECIAL, "\\$&");
    else if (set !== undefined) {
      source += `[${not ? "^" : ""}${inside.replaceAll(/[\\[\]^]/g, "\\$&")}]`;
      at += set.length - 1;
    } else source += char.replaceAll(SPECIAL, "\\$&");
  }
  return new RegExp(`^${source}$`, ignoreCase ? "iu" : "u");
}
