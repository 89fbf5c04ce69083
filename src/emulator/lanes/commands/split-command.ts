import type { OwnProcess, Program } from "../processes/process.js";
import { parseAmount } from "./amount.js";
import { chunksOf, linesOf } from "./byte-lines.js";
import { attempt, close, native, openAs } from "./native-command.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";

/** Lines of a part, if it is not said how many. */
const LINES = 1_000;

/** Writes parts of its input, each to a file of its own. */
class Parts {
  readonly #process: OwnProcess;
  readonly #name: (index: number) => string;
  #index = 0;
  #fd: number | undefined;

  constructor(process: OwnProcess, name: (index: number) => string) {
    this.#process = process;
    this.#name = name;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#fd ??= openAs(this.#process, this.#name(this.#index++), "w");
    await this.#process.write(this.#fd, bytes);
  }

  end(): void {
    if (this.#fd !== undefined) close(this.#process, this.#fd);
    this.#fd = undefined;
  }
}

/** `aa`, `ab`, or with digits `00`, `01`. */
function suffix(index: number, length: number, isNumeric: boolean): string {
  const base = isNumeric ? 10 : 26;
  if (index >= base ** length) throw new UsageError("output file suffixes exhausted");
  let text = "";
  for (let rest = index, at = 0; at < length; at++, rest = Math.floor(rest / base))
    text = (isNumeric ? String(rest % base) : String.fromCharCode(97 + (rest % base))) + text;
  return text;
}

async function splitLines(process: OwnProcess, fd: number, count: number, parts: Parts): Promise<void> {
  let lines = 0;
  for await (const line of linesOf(process, fd)) {
    await parts.write(line);
    if (++lines % count === 0) parts.end();
  }
}

async function splitBytes(process: OwnProcess, fd: number, size: number, parts: Parts): Promise<void> {
  let room = size;
  for await (const chunk of chunksOf(process, fd))
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + room);
      await parts.write(part);
      from += part.length;
      room -= part.length;
      if (room > 0) continue;
      parts.end();
      room = size;
    }
}

function amountOf(options: CommandOptions, name: "b" | "l", what: string): number | undefined {
  const text = options.value(name);
  const amount = text === undefined ? undefined : parseAmount(text, what);
  if (amount === 0) throw new UsageError(`invalid number of ${what}: ‘${text}’`);
  return amount;
}

export const split: Program = native(
  {
    flags: "d",
    values: "lba",
    long: {
      lines: "l=",
      bytes: "b=",
      "suffix-length": "a=",
      "numeric-suffixes": "d",
      "additional-suffix": "additional=",
    },
  },
  async (process, options) => {
    const [path = "-", prefix = "x"] = options.operands;
    const length = Number(options.value("a") ?? 2);
    const parts = new Parts(
      process,
      (index) => `${prefix}${suffix(index, length, options.has("d"))}${options.value("additional") ?? ""}`,
    );
    const size = amountOf(options, "b", "bytes");
    const lines = amountOf(options, "l", "lines") ?? LINES;
    const subject = `cannot open '${path}' for reading`;
    const fd = path === "-" ? 0 : await attempt(process, subject, () => openAs(process, path, "r"));
    if (fd === undefined) return 1;
    if (size === undefined) await splitLines(process, fd, lines, parts);
    else await splitBytes(process, fd, size, parts);
    return 0;
  },
);
