import { assignArray } from "../expansion/assignments.js";
import { assignParameter } from "../expansion/assign-parameter.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { parseOptions } from "./builtin.js";
import { readLine, type Line, type LineOptions } from "./read-line.js";

const USAGE =
  "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]";
/** Code after `-t`: more than 128. */
const TIMED_OUT = 142;
/** Stands before a character that a backslash has quoted. */
const QUOTE = "\uE003";

export async function read(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("read", args, "ersa:d:i:n:N:p:t:u:", USAGE);
  const array = flags.get("a");
  const fd = Number(flags.get("u") ?? "0");
  for (const name of [...rest, ...(array === undefined ? [] : [array])]) {
    if (!/^[A-Za-z_]\w*(?:\[.*\])?$/s.test(name)) throw new CommandError(`read: \`${name}': not a valid identifier`);
  }
  if (!shell.process.files.has(fd)) {
    throw new CommandError(`read: ${fd}: invalid file descriptor: Bad file descriptor`);
  }
  const prompt = flags.get("p");
  if (prompt !== undefined && shell.process.files.get(fd)?.isTerminal) await shell.write(2, prompt);
  const raw = flags.has("r");
  const exact = flags.get("N");
  const limit = exact ?? flags.get("n");
  const options: LineOptions = {
    delimiter: exact === undefined ? (flags.get("d") ?? "\n") : undefined,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    escapes: !raw,
  };
  const timeout = flags.get("t");
  if (timeout !== undefined && Number(timeout) === 0) return 0;
  const line = limit === "0" ? { text: "", ended: false } : await readTimed(shell, fd, options, timeout);
  if (!line) {
    await assignAll(shell, rest, "", array);
    return TIMED_OUT;
  }
  const text = raw
    ? line.text
    : line.text.replace(/\\(\n|[\s\S]|$)/g, (_, letter: string) =>
        letter === "\n" || letter === "" ? "" : QUOTE + letter,
      );
  if (exact !== undefined) await assignParameter(shell, rest[0] ?? "REPLY", unquote(text));
  else await assignAll(shell, rest, text, array);
  return line.ended ? 1 : 0;
}

/** @returns `undefined` if time was up */
async function readTimed(
  shell: Shell,
  fd: number,
  options: LineOptions,
  timeout: string | undefined,
): Promise<Line | undefined> {
  if (timeout === undefined) return readLine(shell, fd, options);
  const seconds = Number(timeout);
  if (!Number.isFinite(seconds) || seconds < 0)
    throw new CommandError(`read: ${timeout}: invalid timeout specification`);
  const controller = new AbortController();
  const reading = readLine(shell, fd, { ...options, signal: controller.signal });
  const result = await Promise.race([reading, shell.process.sleep(seconds * 1000).then(() => undefined)]);
  if (result) return result;
  reading.catch(() => undefined);
  controller.abort();
  return undefined;
}

async function assignAll(
  shell: Shell,
  names: readonly string[],
  text: string,
  array: string | undefined,
): Promise<void> {
  const ifs = shell.variables.get("IFS") ?? " \t\n";
  if (array !== undefined) {
    const variable = shell.variables.writable(array);
    const elements = splitLine(text, ifs, Number.POSITIVE_INFINITY);
    assignArray(
      shell,
      array,
      variable,
      elements.map((value) => ({ key: undefined, append: false, value })),
      false,
    );
    return;
  }
  if (names.length === 0) return assignParameter(shell, "REPLY", unquote(text));
  const values = splitLine(text, ifs, names.length);
  for (const [index, name] of names.entries()) await assignParameter(shell, name, values[index] ?? "");
}

function unquote(text: string): string {
  return text.replaceAll(QUOTE, "");
}

/** The last of `count` has all that is left. */
function splitLine(text: string, ifs: string, count: number): string[] {
  const isSeparator = (at: number) => text[at - 1] !== QUOTE && text[at] !== undefined && ifs.includes(text[at] ?? "");
  const isSpace = (at: number) => isSeparator(at) && /[ \t\n]/.test(text[at] ?? "");
  let [start, end] = [0, text.length];
  while (start < end && isSpace(start)) start++;
  while (end > start && isSpace(end - 1)) end--;
  const values: string[] = [];
  while (start < end) {
    let stop = start;
    while (stop < end && !isSeparator(stop)) stop++;
    let next = stop;
    while (next < end && isSpace(next)) next++;
    if (next < end && isSeparator(next)) next++;
    while (next < end && isSpace(next)) next++;
    if (values.length === count - 1) {
      // one separator at the very end is not part of it
      const whole = next >= end ? stop : end;
      values.push(unquote(text.slice(start, whole)));
      break;
    }
    values.push(unquote(text.slice(start, stop)));
    start = next;
  }
  return values;
}
