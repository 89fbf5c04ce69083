import type { OwnProcess, Program } from "../processes/process.js";
import { parseAmount } from "./amount.js";
import { chunksOf } from "./byte-lines.js";
import type { CommandOptions } from "./parsed-options.js";
import { eachInput, native } from "./native-command.js";

/** `-5`, `-n 5` or `-c 5`; all but the last ones, if the number is negative. */
function wanted(options: CommandOptions): {
  readonly isBytes: boolean;
  readonly count: number;
  readonly isRest: boolean;
} {
  const kind = options.last("n", "c", "number");
  const text = (kind === undefined ? undefined : options.value(kind)) ?? "10";
  const isBytes = kind === "c";
  const count = parseAmount(text.replace(/^[-+]/, ""), isBytes ? "bytes" : "lines");
  return { isBytes, count, isRest: text.startsWith("-") };
}

/** Writes the beginning, and reads no more than it has to. */
async function beginning(process: OwnProcess, fd: number, isBytes: boolean, count: number): Promise<void> {
  let missing = count;
  while (missing > 0) {
    const chunk = await process.read(fd, isBytes ? missing : 4_096);
    if (chunk.length === 0) return;
    let end = chunk.length;
    if (isBytes) missing -= end;
    else {
      end = 0;
      while (missing > 0 && end < chunk.length) {
        const newline = chunk.indexOf(10, end);
        end = newline < 0 ? chunk.length : newline + 1;
        if (newline >= 0) missing--;
      }
      process.files.get(fd)?.unread?.(chunk.length - end);
    }
    await process.write(1, chunk.subarray(0, end));
  }
}

/** Writes all but the end. */
async function allBut(process: OwnProcess, fd: number, isBytes: boolean, count: number): Promise<void> {
  let held = new Uint8Array();
  for await (const chunk of chunksOf(process, fd)) {
    const whole = new Uint8Array(held.length + chunk.length);
    whole.set(held);
    whole.set(chunk, held.length);
    const end = isBytes ? Math.max(0, whole.length - count) : startOfLast(whole, count, false);
    if (end > 0) await process.write(1, whole.subarray(0, end));
    held = whole.slice(end);
  }
  if (isBytes) return;
  const end = startOfLast(held, count, true);
  if (end > 0) await process.write(1, held.subarray(0, end));
}

/** Where the last lines begin. @param isEnd what follows the last newline is a line */
export function startOfLast(bytes: Uint8Array, count: number, isEnd: boolean): number {
  if (count === 0) return isEnd ? bytes.length : bytes.lastIndexOf(10) + 1;
  let missing = isEnd && bytes.at(-1) !== 10 ? count : count + 1;
  for (let at = bytes.lastIndexOf(10); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(10, at - 1))
    if (--missing === 0) return at + 1;
  return 0;
}

export const head: Program = native(
  {
    flags: "qvz",
    values: "nc",
    numbers: true,
    long: { lines: "n=", bytes: "c=", quiet: "q", silent: "q", verbose: "v" },
  },
  async (process, options) => {
    const { isBytes, count, isRest } = wanted(options);
    const isTitled = options.has("v") || (options.operands.length > 1 && !options.has("q"));
    return eachInput(
      process,
      options.operands,
      async (fd, path, index) => {
        if (isTitled)
          await process.write(1, `${index > 0 ? "\n" : ""}==> ${path === "-" ? "standard input" : path} <==\n`);
        await (isRest ? allBut : beginning)(process, fd, isBytes, count);
      },
      (path) => `cannot open '${path}' for reading`,
    );
  },
);
