import { assignParameter } from "../expansion/assign-parameter.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { unescapeText } from "../values/shell-escapes.js";
import { quoteBackslash, quoteAlways } from "../values/shell-quoting.js";
import { bytesOf, lettersOf } from "../values/shell-text.js";
import { tell } from "./echo.js";
import { formatTime } from "./format-time.js";

const DIRECTIVE = /^%([-+ #0]*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|j|z|t|L)?(\([^)]*\)T|[\s\S])/;

export async function printf(shell: Shell, args: readonly string[]): Promise<number> {
  let rest = args;
  let variable: string | undefined;
  if (rest[0] === "-v") {
    variable = rest[1] ?? "";
    rest = rest.slice(2);
    if (!/^[A-Za-z_]\w*(?:\[.*\])?$/s.test(variable))
      throw new CommandError(`printf: \`${variable}': not a valid identifier`, 2);
  }
  if (rest[0] === "--") rest = rest.slice(1);
  const [format, ...values] = rest;
  if (format === undefined) throw new CommandError("printf: usage: printf [-v var] format [arguments]", 2);
  const formatter = new Formatter(shell, values);
  const text = formatter.run(format);
  if (variable === undefined) await tell(shell, "printf", text);
  else await assignParameter(shell, variable, text);
  for (const complaint of formatter.complaints) await shell.complain(`printf: ${complaint}`);
  return formatter.complaints.length > 0 ? 1 : 0;
}

class Formatter {
  readonly complaints: string[] = [];
  readonly #shell: Shell;
  readonly #values: readonly string[];
  #next = 0;
  #stopped = false;

  constructor(shell: Shell, values: readonly string[]) {
    this.#shell = shell;
    this.#values = values;
  }

  /** The format is used again until there are no more arguments. */
  run(format: string): string {
    let text = "";
    do {
      const before = this.#next;
      text += this.#once(format);
      if (this.#next === before) break;
    } while (this.#next < this.#values.length && !this.#stopped);
    return text;
  }

  #once(format: string): string {
    let text = "";
    for (let index = 0; index < format.length && !this.#stopped;) {
      if (format[index] === "%") {
        const found = DIRECTIVE.exec(format.slice(index));
        if (!found) {
          this.complaints.push(`\`${format.slice(index)}': missing format character`);
          this.#stopped = true;
          return text;
        }
        text += this.#directive(found);
        index += found[0].length;
        continue;
      }
      const next = format.indexOf("%", index);
      const piece = format.slice(index, next < 0 ? undefined : next);
      const result = unescapeText(piece);
      text += result.text;
      this.#stopped ||= result.stopped;
      index += piece.length;
    }
    return text;
  }

  #directive([, flags = "", widthText, precisionText, kind = ""]: RegExpExecArray): string {
    if (kind === "%") return "%";
    let left = flags.includes("-");
    let width = widthText === "*" ? this.#integer() : Number(widthText ?? "0");
    if (width < 0) [left, width] = [true, -width];
    const precision =
      precisionText === undefined ? undefined : precisionText === "*" ? this.#integer() : Number(precisionText || "0");
    const text = this.#convert(kind, flags, precision);
    if (text === undefined) {
      this.complaints.push(`\`${kind}': invalid format character`);
      this.#stopped = true;
      return "";
    }
    const missing = width - lettersOf(text).length;
    if (missing <= 0) return text;
    if (left) return text + " ".repeat(missing);
    const zeros =
      flags.includes("0") && /[diouxXeEfFgG]/.test(kind) && (precision === undefined || /[eEfFgG]/.test(kind));
    if (!zeros) return " ".repeat(missing) + text;
    const sign = /^(?:[+ -]|0[xX])*/.exec(text)?.[0] ?? "";
    return sign + "0".repeat(missing) + text.slice(sign.length);
  }

  #convert(kind: string, flags: string, precision: number | undefined): string | undefined {
    if (kind.endsWith("T")) return formatTime(this.#shell, kind.slice(1, -2), this.#take());
    switch (kind) {
      case "s":
        return cut(this.#take() ?? "", precision);
      case "c":
        return lettersOf(this.#take() ?? "")[0] ?? "";
      case "b": {
        const result = unescapeText(this.#take() ?? "");
        this.#stopped ||= result.stopped;
        return cut(result.text, precision);
      }
      case "q":
        return quoteBackslash(this.#take() ?? "");
      case "Q":
        return quoteAlways(cut(this.#take() ?? "", precision));
      case "d":
      case "i":
        return this.#signed(flags, precision);
      case "o":
      case "u":
      case "x":
      case "X":
        return this.#unsigned(kind, flags, precision);
      case "e":
      case "E":
      case "f":
      case "F":
      case "g":
      case "G":
        return float(this.#float(), kind, flags, precision ?? 6);
      default:
        return undefined;
    }
  }

  #take(): string | undefined {
    const value = this.#values[this.#next];
    this.#next++;
    return value;
  }

  #integer(): number {
    return Number(this.#big());
  }

  #big(): bigint {
    const text = (this.#take() ?? "").trimStart();
    if (text === "") return 0n;
    if (/^["']/.test(text)) return BigInt(lettersOf(text)[1]?.codePointAt(0) ?? 0);
    const found = /^([+-]?)(0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9]\d*)/.exec(text);
    if (!found || found[0] !== text) this.complaints.push(`${text}: invalid number`);
    if (!found) return 0n;
    const digits = found[2] ?? "0";
    const size = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return found[1] === "-" ? -size : size;
  }

  #float(): number {
    const text = (this.#take() ?? "").trim();
    if (text === "") return 0;
    if (/^["']/.test(text)) return lettersOf(text)[1]?.codePointAt(0) ?? 0;
    const value = Number(text.replace(/^([+-]?)inf(?:inity)?$/i, "$1Infinity"));
    if (!Number.isNaN(value) || /^[+-]?nan$/i.test(text)) return value;
    this.complaints.push(`${text}: invalid number`);
    const begin = Number.parseFloat(text);
    return Number.isNaN(begin) ? 0 : begin;
  }

  #signed(flags: string, precision: number | undefined): string {
    const value = this.#clamped();
    const digits = (value < 0n ? -value : value).toString().padStart(precision ?? 1, "0");
    return signOf(value < 0n, flags) + digits;
  }

  #clamped(): bigint {
    const text = this.#values[this.#next] ?? "";
    const value = this.#big();
    const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];
    if (value >= least && value <= most) return value;
    this.complaints.push(`warning: ${text}: Numerical result out of range`);
    return value < least ? least : most;
  }

  #unsigned(kind: string, flags: string, precision: number | undefined): string {
    const value = BigInt.asUintN(64, this.#big());
    const radix = kind === "o" ? 8 : kind === "u" ? 10 : 16;
    const digits = value.toString(radix).padStart(precision ?? 1, "0");
    const prefix = !flags.includes("#") || value === 0n ? "" : kind === "o" ? "0" : kind === "u" ? "" : "0x";
    return kind === "X" ? (prefix + digits).toUpperCase() : prefix + digits;
  }
}

function cut(text: string, precision: number | undefined): string {
  if (precision === undefined || precision < 0 || bytesOf(text).length <= precision) return text;
  return lettersOf(text).slice(0, precision).join("");
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function float(value: number, kind: string, flags: string, precision: number): string {
  const size = Math.abs(value);
  const sign = signOf(value < 0 || Object.is(value, -0), flags);
  if (!Number.isFinite(value)) return sign + (Number.isNaN(value) ? "nan" : "inf");
  const text = /f/i.test(kind)
    ? size.toFixed(precision)
    : /e/i.test(kind)
      ? exponent(size, precision)
      : general(size, precision || 1, flags);
  return sign + (kind === kind.toUpperCase() ? text.toUpperCase() : text);
}

function exponent(size: number, precision: number): string {
  return size.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2");
}

function general(size: number, precision: number, flags: string): string {
  const power = size === 0 ? 0 : Number(size.toExponential(precision - 1).split("e")[1]);
  const text = power < -4 || power >= precision ? exponent(size, precision - 1) : size.toFixed(precision - 1 - power);
  if (flags.includes("#") || !text.includes(".")) return text;
  return text.replace(/\.?0+(?=e|$)/, "");
}
