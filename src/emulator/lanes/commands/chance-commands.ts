import { concat, encode } from "../processes/bytes.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { linesOf } from "./byte-lines.js";
import { UsageError } from "./parsed-options.js";
import { complain, eachInput, native, openAs, pathOf } from "./native-command.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** How often a name is tried that is taken. */
const ATTEMPTS = 100;

export const mktemp: Program = native(
  {
    flags: "dqut",
    values: "p",
    long: { directory: "d", quiet: "q", "dry-run": "u", tmpdir: "tmpdir?", suffix: "suffix=" },
  },
  async (process, options) => {
    const template = options.operands[0] ?? "tmp.XXXXXXXXXX";
    const suffix = options.value("suffix") ?? "";
    const [, before = "", marks = "", after = ""] = /^([\s\S]*?)(X{3,})([^X]*)$/.exec(template) ?? [];
    if (marks === "") throw new UsageError(`too few X's in template ‘${template}’`);
    const isInTmp = options.operands.length === 0 || options.has("p", "t", "tmpdir");
    const folder = options.value("p") ?? options.value("tmpdir") ?? process.env.get("TMPDIR") ?? "/tmp";
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const random = Array.from(marks, () => LETTERS.charAt(Math.floor(process.system.random() * LETTERS.length)));
      const shown = `${isInTmp ? `${folder}/` : ""}${before}${random.join("")}${after}${suffix}`;
      const path = pathOf(process, shown);
      const { fs } = process.system;
      if (fs.lstat(path)) continue;
      try {
        if (options.has("u")) {
          // its name alone is asked for
        } else if (options.has("d")) fs.mkdir(path, { mode: 0o700 });
        else fs.writeFile(path, new Uint8Array(), { mode: 0o600 });
      } catch {
        const kind = options.has("d") ? "directory" : "file";
        const wanted = `${isInTmp ? `${folder}/` : ""}${template}`;
        if (!options.has("q"))
          await complain(process, `failed to create ${kind} via template ‘${wanted}’: No such file or directory`);
        return 1;
      }
      await process.write(1, `${shown}\n`);
      return 0;
    }
    await complain(process, `failed to create file via template ‘${template}’: File exists`);
    return 1;
  },
);

export const shuf: Program = native(
  {
    flags: "erz",
    values: "ino",
    long: { echo: "e", "input-range": "i=", "head-count": "n=", output: "o=", repeat: "r", "zero-terminated": "z" },
  },
  async (process, options) => {
    const end = options.has("z") ? 0 : 10;
    const limit = options.value("n") === undefined ? Infinity : Number(options.value("n"));
    if (Number.isNaN(limit)) throw new UsageError(`invalid line count: ‘${options.value("n")}’`);
    const range = options.value("i");
    const items: Uint8Array[] = [];
    let code = 0;
    if (range !== undefined) {
      const [, low, high] = /^(\d+)-(\d+)$/.exec(range) ?? [];
      if (low === undefined) throw new UsageError(`invalid input range: ‘${range}’`);
      for (let number = Number(low); number <= Number(high); number++) items.push(encode(String(number)));
    } else if (options.has("e")) items.push(...options.operands.map(encode));
    else
      code = await eachInput(process, options.operands.slice(0, 1), async (fd) => {
        for await (const line of linesOf(process, fd, end))
          items.push(line.at(-1) === end ? line.subarray(0, -1) : line);
      });
    const output = options.value("o");
    const fd = output === undefined ? 1 : openAs(process, output, "w");
    const ending = Uint8Array.of(end);
    if (options.has("r")) {
      for (let count = 0; count < limit && items.length > 0; count++)
        await process.write(fd, concat([items[indexBelow(process, items.length)] ?? ending, ending]));
      return code;
    }
    for (let index = 0; index < items.length - 1; index++) {
      const other = index + indexBelow(process, items.length - index);
      const item = items[index];
      const swapped = items[other];
      if (item && swapped) [items[index], items[other]] = [swapped, item];
    }
    await process.write(fd, concat(items.slice(0, limit).flatMap((item) => [item, ending])));
    return code;
  },
);

function indexBelow(process: OwnProcess, size: number): number {
  return Math.floor(process.system.random() * size);
}
