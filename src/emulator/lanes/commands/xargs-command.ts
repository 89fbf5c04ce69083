import type { OpenFile } from "../processes/open-file.js";
import type { OwnProcess, Process, Program } from "../processes/process.js";
import { decode } from "../processes/bytes.js";
import { linesOf } from "./byte-lines.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";
import { complain, native, openAs } from "./native-command.js";
import { startChild } from "./process-commands.js";

/** How many characters one command line has at most. */
const MAX_SIZE = 131_072;

/** Arguments, in the groups in which they stand on lines. */
async function* argumentsOf(process: OwnProcess, fd: number, options: CommandOptions): AsyncGenerator<string[], void> {
  const delimiter = options.has("0")
    ? "\0"
    : options.value("d")?.replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
  const end = delimiter === undefined ? 10 : delimiter.charCodeAt(0);
  const last = options.value("E");
  let begun = "";
  for await (const line of linesOf(process, fd, end)) {
    const text = decode(line.at(-1) === end ? line.subarray(0, -1) : line);
    if (delimiter !== undefined) {
      yield [text];
      continue;
    }
    if (options.has("I")) {
      if (text.trim() !== "") yield [text.trimStart().replaceAll(/\\(.)|["']/g, "$1")];
      continue;
    }
    const words = wordsOf(begun + text);
    if (words === undefined) {
      if (!(begun + text).endsWith("\\"))
        throw new UsageError("unmatched quote; by default quotes are special to xargs unless you use the -0 option");
      begun = `${begun}${text}\n`;
      continue;
    }
    begun = "";
    if (last !== undefined && words.includes(last)) {
      yield words.slice(0, words.indexOf(last));
      return;
    }
    if (words.length > 0) yield words;
  }
}

/** @returns nothing, if a quote does not end */
function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === " " || char === "\t") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '"' || char === "'") {
      const close = line.indexOf(char, at + 1);
      if (close < 0) return undefined;
      word = (word ?? "") + line.slice(at + 1, close);
      at = close;
    } else if (char === "\\") {
      if (at === line.length - 1) return undefined;
      word = (word ?? "") + line.charAt(++at);
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Starts commands, so many at once, and remembers how they ended. */
class Runs {
  code = 0;
  isStopped = false;
  readonly #running = new Set<Promise<void>>();
  readonly #process: OwnProcess;
  readonly #files: ReadonlyMap<number, OpenFile>;
  readonly #atOnce: number;
  readonly #isTraced: boolean;

  constructor(process: OwnProcess, files: ReadonlyMap<number, OpenFile>, atOnce: number, isTraced: boolean) {
    this.#process = process;
    this.#files = files;
    this.#atOnce = atOnce;
    this.#isTraced = isTraced;
  }

  async run(argv: readonly string[]): Promise<void> {
    if (this.isStopped) return;
    if (this.#isTraced) await this.#process.write(2, `${argv.join(" ")}\n`);
    const child = await startChild(this.#process, argv, { missing: argv[0] ?? "", files: this.#files });
    if (typeof child === "number") {
      this.code = child;
      this.isStopped = true;
      return;
    }
    const run: Promise<void> = this.#watch(child, argv[0] ?? "").finally(() => this.#running.delete(run));
    this.#running.add(run);
    while (this.#running.size >= this.#atOnce) await Promise.race(this.#running);
  }

  async end(): Promise<number> {
    await Promise.all(this.#running);
    return this.code;
  }

  async #watch(child: Process, name: string): Promise<void> {
    const { code, signal } = await child.ended;
    if (signal !== undefined || code === 255) {
      this.isStopped = true;
      this.code = signal === undefined ? 124 : 125;
      const how = signal === undefined ? "exited with status 255; aborting" : `terminated by signal ${code - 128}`;
      await complain(this.#process, `${name}: ${how}`);
    } else if (code !== 0 && this.code === 0) this.code = 123;
  }
}

export const xargs: Program = native(
  {
    flags: "0rtpx",
    values: "InLPdsEa",
    long: {
      null: "0",
      "no-run-if-empty": "r",
      verbose: "t",
      replace: "I=",
      "max-args": "n=",
      "max-lines": "L=",
      "max-procs": "P=",
      delimiter: "d=",
      "max-chars": "s=",
      "arg-file": "a=",
      exit: "x",
    },
    inOrder: true,
  },
  async (process, options) => {
    const command = options.operands.length > 0 ? options.operands : ["echo"];
    const count = (name: string, usual: number): number => {
      const number = Number(options.value(name) ?? usual);
      if (!(number >= 0)) throw new UsageError(`invalid number "${options.value(name)}" for -${name} option`);
      return number;
    };
    const [most, lines] = [count("n", Infinity), count("L", Infinity)];
    const size = count("s", MAX_SIZE) - command.join(" ").length;
    const file = options.value("a");
    // what it starts reads nothing of its arguments
    const files = new Map(process.files);
    if (file === undefined) files.set(0, process.system.open("/dev/null", "r"));
    const runs = new Runs(process, files, count("P", 1) || Infinity, options.has("t"));
    const fd = file === undefined ? 0 : openAs(process, file, "r");
    const input = argumentsOf(process, fd, options);
    const replaced = options.value("I");
    let batch: string[] = [];
    let batchLines = 0;
    let hasRun = false;
    const flush = async (): Promise<void> => {
      hasRun = true;
      await runs.run([...command, ...batch]);
      batch = [];
      batchLines = 0;
    };
    for await (const words of input) {
      if (runs.isStopped) break;
      if (replaced !== undefined) {
        hasRun = true;
        await runs.run(command.map((word) => word.replaceAll(replaced, words[0] ?? "")));
        continue;
      }
      for (const word of words) {
        if (batch.length > 0 && batch.join(" ").length + word.length + 2 > size) await flush();
        batch.push(word);
        if (batch.length >= most) await flush();
      }
      if (++batchLines >= lines) await flush();
    }
    if (batch.length > 0 || (!hasRun && replaced === undefined && !options.has("r"))) await flush();
    return runs.end();
  },
);
