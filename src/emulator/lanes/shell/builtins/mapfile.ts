import type { Shell } from "../state/shell.js";
import { quoteAlways } from "../values/shell-quoting.js";
import { parseOptions } from "./builtin.js";
import { readLine } from "./read-line.js";

const USAGE = "mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]";

export async function mapfile(shell: Shell, args: readonly string[], name: string): Promise<number> {
  const { flags, rest } = parseOptions(name, args, "d:n:O:s:tu:C:c:", USAGE.replace("mapfile", name));
  const array = rest[0] ?? "MAPFILE";
  const delimiter = flags.get("d") ?? "\n";
  const [fd, count, skip] = ["u", "n", "s"].map((letter) => Number(flags.get(letter) ?? "0"));
  const origin = Number(flags.get("O") ?? "0");
  const quantum = Number(flags.get("c") ?? "5000");
  const variable = shell.variables.writable(array);
  shell.variables.checkWritable(array, variable);
  if (!flags.has("O") || !variable.list) variable.list = new Map();
  variable.value = undefined;
  let index = 0;
  for (;;) {
    if (count && index - (skip ?? 0) >= count) return 0;
    const { text, ended } = await readLine(shell, fd ?? 0, { delimiter });
    if (ended && text === "") return 0;
    if (index++ < (skip ?? 0)) continue;
    const position = origin + index - 1 - (skip ?? 0);
    const value = flags.has("t") || ended ? text : text + delimiter;
    const callback = flags.get("C");
    if (callback && (position + 1) % quantum === 0) {
      await shell.evaluator.text(shell, `${callback} ${position} ${quoteAlways(value)}`, shell.line - 1);
    }
    variable.list.set(position, value);
    if (ended) return 0;
  }
}
