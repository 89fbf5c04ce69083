import { encode } from "../processes/bytes.js";
import type { Program } from "../processes/process.js";
import { UsageError } from "./parsed-options.js";
import { native } from "./native-command.js";
import { printf } from "./printf-command.js";

/** How many bytes are written at once. */
const BLOCK = 8_192;

export const yes: Program = async (process) => {
  const line = `${process.argv.slice(1).join(" ") || "y"}\n`;
  const block = encode(line.repeat(Math.max(1, Math.floor(BLOCK / line.length))));
  for (;;) await process.write(1, block);
};

export const seq: Program = native(
  {
    values: "sf",
    flags: "w",
    numbers: true,
    long: { separator: "s=", format: "f=", "equal-width": "w" },
    inOrder: true,
  },
  async (process, options) => {
    // a negative number is no option
    const numbers = [...options.values("number").map((number) => `-${number}`), ...options.operands];
    if (numbers.length === 0) throw new UsageError("missing operand");
    if (numbers.length > 3) throw new UsageError(`extra operand '${numbers[3]}'`);
    for (const text of numbers)
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text))
        throw new UsageError(`invalid floating point argument: ‘${text}’`);
    const texts = [numbers.length > 1 ? numbers[0] : "1", numbers.length > 2 ? numbers[1] : "1", numbers.at(-1)];
    const places = Math.max(...texts.slice(0, 2).map((text) => text?.split(".")[1]?.length ?? 0));
    const [first = 1, step = 1, last = 1] = texts.map(Number);
    if (step === 0) throw new UsageError("invalid Zero increment value: ‘0’");
    const count = Math.floor((last - first) / step + 1e-9) + 1;
    const width = options.has("w")
      ? Math.max(first.toFixed(places).length, (first + Math.max(0, count - 1) * step).toFixed(places).length)
      : 0;
    const format = options.value("f") ?? `%0${width}.${places}f`;
    const isPlain = width === 0 && !options.has("f");
    const separator = options.value("s") ?? "\n";
    let block = "";
    for (let index = 0; index < count; index++) {
      const value = (first + index * step).toFixed(places);
      if (index > 0) block += separator;
      block += isPlain ? value : new TextDecoder().decode(printf(format, [value], 0).bytes);
      if (block.length < BLOCK) continue;
      await process.write(1, block);
      block = "";
    }
    await process.write(1, count > 0 ? `${block}\n` : "");
    return 0;
  },
);
