import { concat, encode } from "../processes/bytes.js";
import type { Program } from "../processes/process.js";
import { unescaped } from "./escapes.js";
import { complain } from "./native-command.js";
import { formatNumber, type NumberFormat } from "./printf-number.js";
import { formatDate } from "./date-format.js";
import { quoted } from "./quoting.js";

const CONVERSION = /%([-+ #0']*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l|L|q|j|z|t)?(\([^)]*\)T|[a-zA-Z%])/y;

/** What one pass over the format has made. */
interface Pass {
  readonly chunks: Uint8Array[];
  readonly problems: string[];
  isStopped: boolean;
}

/** Formats arguments as the shell's `printf` does, again and again until all are used. */
export function printf(
  format: string,
  args: readonly string[],
  now: number,
): { readonly bytes: Uint8Array; readonly problems: readonly string[] } {
  const rest = [...args];
  const pass: Pass = { chunks: [], problems: [], isStopped: false };
  do {
    const before = rest.length;
    formatOnce(format, rest, pass, now);
    if (rest.length === before) break; // it takes none
  } while (rest.length > 0 && !pass.isStopped);
  return { bytes: concat(pass.chunks), problems: pass.problems };
}

function formatOnce(format: string, rest: string[], pass: Pass, now: number): void {
  for (let at = 0; at < format.length && !pass.isStopped;) {
    if (format.charAt(at) !== "%") {
      const end = format.indexOf("%", at);
      const text = format.slice(at, end < 0 ? undefined : end);
      const { bytes, isStopped } = unescaped(text, "printf");
      pass.chunks.push(bytes);
      pass.isStopped = isStopped;
      at += text.length;
      continue;
    }
    CONVERSION.lastIndex = at;
    const match = CONVERSION.exec(format);
    if (!match) {
      pass.problems.push(`${format.slice(at)}: invalid directive`);
      pass.isStopped = true;
      return;
    }
    at += match[0].length;
    convert(match, rest, pass, now);
  }
}

function convert(match: RegExpExecArray, rest: string[], pass: Pass, now: number): void {
  const [text, flags = "", width, precision, letter = ""] = match;
  const taken = (given: string | undefined): number | undefined =>
    given === "*" ? Math.trunc(Number(rest.shift() ?? 0)) || 0 : given === undefined ? undefined : Number(given);
  if (letter === "%") return void pass.chunks.push(encode("%"));
  const wide = taken(width);
  const format: NumberFormat = {
    flags: wide !== undefined && wide < 0 ? `${flags}-` : flags,
    width: Math.abs(wide ?? 0),
    precision: taken(precision) ?? (text.includes(".") && precision === undefined ? 0 : undefined),
  };
  if (letter.startsWith("(")) {
    const seconds = Number(rest.shift() ?? -1);
    return void pass.chunks.push(
      padded(encode(formatDate(seconds < 0 ? now : seconds * 1_000, letter.slice(1, -2) || "%X")), format),
    );
  }
  switch (letter) {
    case "s":
    case "c":
    case "q":
    case "b": {
      const arg = rest.shift() ?? "";
      if (letter === "b") {
        const { bytes, isStopped } = unescaped(arg, "%b");
        pass.isStopped = isStopped;
        return void pass.chunks.push(padded(cut(bytes, format), format));
      }
      const shown = letter === "q" ? quoted(arg) : letter === "c" ? String.fromCodePoint(...firstOf(arg)) : arg;
      return void pass.chunks.push(padded(cut(encode(shown), format), format));
    }
    default: {
      const { text: shown, problem } = formatNumber(letter, rest.shift() ?? "0", format);
      if (problem !== undefined) pass.problems.push(problem);
      if (shown === undefined) pass.isStopped = true;
      else pass.chunks.push(padded(encode(shown), format));
    }
  }
}

function firstOf(text: string): number[] {
  const first = text.codePointAt(0);
  return first === undefined ? [] : [first];
}

function cut(bytes: Uint8Array, { precision }: NumberFormat): Uint8Array {
  return precision === undefined ? bytes : bytes.subarray(0, precision);
}

function padded(bytes: Uint8Array, { flags, width }: NumberFormat): Uint8Array {
  const missing = encode(" ".repeat(Math.max(0, width - bytes.length)));
  return concat(flags.includes("-") ? [bytes, missing] : [missing, bytes]);
}

export const printfCommand: Program = async (process) => {
  const args = process.argv.slice(1);
  if (args[0] === "--") args.shift();
  const [format, ...rest] = args;
  if (format === undefined) {
    await complain(process, "missing operand");
    return 1;
  }
  const { bytes, problems } = printf(format, rest, process.system.now());
  await process.write(1, bytes);
  for (const problem of problems) await complain(process, problem);
  return problems.length > 0 ? 1 : 0;
};
