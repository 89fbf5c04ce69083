import { concat, encode } from "../processes/bytes.js";
import type { Program } from "../processes/process.js";
import { chunksOf } from "./byte-lines.js";
import { unescaped } from "./escapes.js";
import { attempt, complain, eachInput, native, openAs } from "./native-command.js";

export const echo: Program = async (process) => {
  const args = process.argv.slice(1);
  let hasNewline = true;
  let isEscaped = false;
  while (/^-[neE]+$/.test(args[0] ?? "")) {
    for (const letter of args.shift() ?? "") {
      if (letter === "n") hasNewline = false;
      if (letter === "e" || letter === "E") isEscaped = letter === "e";
    }
  }
  const text = args.join(" ");
  if (!isEscaped) await process.write(1, text + (hasNewline ? "\n" : ""));
  else {
    const { bytes, isStopped } = unescaped(text, "echo");
    await process.write(1, hasNewline && !isStopped ? concat([bytes, encode("\n")]) : bytes);
  }
  return 0;
};

const NEWLINE = 10;

/** What `cat` does to bytes, with its state from one file to the next. */
class Decorator {
  readonly #has: (...names: string[]) => boolean;
  #line = 0;
  #isLineStart = true;
  #blank = 0;

  constructor(has: (...names: string[]) => boolean) {
    this.#has = has;
  }

  decorate(bytes: Uint8Array): Uint8Array {
    const out: number[] = [];
    for (const byte of bytes) {
      if (this.#isLineStart && byte === NEWLINE && this.#has("s") && this.#blank > 0) continue;
      this.#blank = this.#isLineStart && byte === NEWLINE ? this.#blank + 1 : 0;
      const isNumbered = this.#has("b") ? byte !== NEWLINE : this.#has("n");
      if (this.#isLineStart && isNumbered) out.push(...encode(`${String(++this.#line).padStart(6)}\t`));
      this.#isLineStart = byte === NEWLINE;
      if (byte === NEWLINE && this.#has("E", "A", "e")) out.push(36);
      if (byte === NEWLINE || !this.#has("v", "A", "e", "t", "T", "E")) out.push(byte);
      else if (byte === 9) out.push(...(this.#has("T", "A", "t") ? encode("^I") : [9]));
      else if (this.#has("v", "A", "e", "t")) out.push(...encode(visible(byte)));
      else out.push(byte);
    }
    return Uint8Array.from(out);
  }
}

function visible(byte: number): string {
  if (byte >= 128) return `M-${visible(byte - 128)}`;
  if (byte === 127) return "^?";
  return byte < 32 ? `^${String.fromCharCode(byte + 64)}` : String.fromCharCode(byte);
}

export const cat: Program = native(
  {
    flags: "nbsEvTAetu",
    long: {
      number: "n",
      "number-nonblank": "b",
      "squeeze-blank": "s",
      "show-ends": "E",
      "show-nonprinting": "v",
      "show-tabs": "T",
      "show-all": "A",
    },
  },
  (process, options) => {
    const decorator = options.given.some(([name]) => name !== "u")
      ? new Decorator((...names) => options.has(...names))
      : undefined;
    return eachInput(process, options.operands, async (fd) => {
      for await (const chunk of chunksOf(process, fd))
        await process.write(1, decorator ? decorator.decorate(chunk) : chunk);
    });
  },
);

export const tee: Program = native(
  { flags: "aip", long: { append: "a", "ignore-interrupts": "i" } },
  async (process, options) => {
    if (options.has("i")) process.onSignal("SIGINT", "ignore");
    const outputs = [1];
    let code = 0;
    for (const path of options.operands) {
      const fd = await attempt(process, path, () => openAs(process, path, options.has("a") ? "a" : "w"));
      if (fd === undefined) code = 1;
      else outputs.push(fd);
    }
    for await (const chunk of chunksOf(process, 0)) for (const fd of outputs) await process.write(fd, chunk);
    return code;
  },
);

export const wc: Program = native(
  { flags: "lwcmL", long: { lines: "l", words: "w", bytes: "c", chars: "m", "max-line-length": "L" } },
  async (process, options) => {
    const kinds = options.given.length > 0 ? "lwmcL".split("").filter((kind) => options.has(kind)) : ["l", "w", "c"];
    const rows: { readonly counts: readonly number[]; readonly path: string }[] = [];
    const total = [0, 0, 0, 0, 0];
    const code = await eachInput(process, options.operands, async (fd, path) => {
      const counts = await counted(chunksOf(process, fd));
      counts.forEach((count, index) => {
        total[index] = index === 4 ? Math.max(total[index] ?? 0, count) : (total[index] ?? 0) + count;
      });
      rows.push({ counts, path: options.operands.length > 0 ? path : "" });
    });
    if (options.operands.length > 1) rows.push({ counts: total, path: "total" });
    const isAlone = rows.length === 1 && kinds.length === 1;
    const isInput = options.operands.length === 0 || options.operands.includes("-");
    const width = isAlone ? 1 : Math.max(isInput ? 7 : 1, ...total.map((count) => String(count).length));
    for (const { counts, path } of rows) {
      const columns = kinds.map((kind) => String(counts["lwmcL".indexOf(kind)]).padStart(width));
      await process.write(1, `${[...columns, ...(path ? [path] : [])].join(" ")}\n`);
    }
    return code;
  },
);

/** Lines, words, characters, bytes, and the longest line. */
async function counted(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  let [lines, words, chars, bytes, longest, column] = [0, 0, 0, 0, 0, 0];
  let isInWord = false;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    for (const byte of chunk) {
      const isSpace = byte === 32 || (byte >= 9 && byte <= 13);
      if (!isSpace && !isInWord) words++;
      isInWord = !isSpace;
      const isStart = (byte & 0xc0) !== 0x80; // of a character in UTF-8
      if (isStart) chars++;
      if (byte === NEWLINE) lines++;
      if (byte === NEWLINE) column = 0;
      else if (byte === 9) column += 8 - (column % 8);
      else if (isStart) column++;
      longest = Math.max(longest, column);
    }
  }
  return [lines, words, chars, bytes, longest];
}

export const which: Program = native({ flags: "as" }, async (process, options) => {
  let code = 0;
  for (const name of options.operands) {
    const found = process.system.find(name, process.env.get("PATH"), process.cwd);
    if (found.kind !== "program" || found.isLacking) code = 1;
    else if (!options.has("s")) await process.write(1, `${found.path}\n`);
  }
  if (options.operands.length === 0) await complain(process, "missing operand");
  return options.operands.length === 0 ? 1 : code;
});
