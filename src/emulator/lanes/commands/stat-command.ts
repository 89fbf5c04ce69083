import { posix } from "node:path";
import type { FileInfo, OwnProcess, Program } from "../processes/process.js";
import { UsageError } from "./parsed-options.js";
import { formatDate } from "./date-format.js";
import { unescaped } from "./escapes.js";
import { modeText } from "./file-mode.js";
import { complain, native, pathOf } from "./native-command.js";

/** How many bytes a block of the disk has. */
const BLOCK = 4_096;

const KINDS: Readonly<Record<FileInfo["type"], string>> = {
  file: "regular file",
  directory: "directory",
  symlink: "symbolic link",
  other: "fifo",
};

const DATE = "%Y-%m-%d %H:%M:%S.%N %z";

function field(process: OwnProcess, name: string, info: FileInfo, letter: string): string {
  switch (letter) {
    case "a":
      return (info.mode & 0o7777).toString(8);
    case "A":
      return modeText(info);
    case "b":
      return String(Math.ceil(info.size / BLOCK) * 8);
    case "B":
      return "512";
    case "d":
      return "1";
    case "f":
      return (
        info.mode | { file: 0o100000, directory: 0o040000, symlink: 0o120000, other: 0o010000 }[info.type]
      ).toString(16);
    case "F":
      return info.type === "file" && info.size === 0 ? "regular empty file" : KINDS[info.type];
    case "g":
    case "u":
      return "0";
    case "G":
    case "U":
      return "root";
    case "h":
      return "1";
    case "i":
      return String(info.ino);
    case "m":
      return "/";
    case "n":
      return name;
    case "N": {
      const target = info.type === "symlink" ? ` -> '${process.system.fs.readlink(pathOf(process, name))}'` : "";
      return `'${name}'${target}`;
    }
    case "o":
      return String(BLOCK);
    case "s":
      return String(info.size);
    case "X":
    case "Y":
    case "Z":
      return String(Math.floor(info.mtimeMs / 1_000));
    case "x":
    case "y":
    case "z":
      return formatDate(info.mtimeMs, DATE);
    case "w":
      return "-";
    case "W":
      return "0";
    case "%":
      return "%";
    default:
      return `%${letter}`;
  }
}

function formatted(process: OwnProcess, format: string, name: string, info: FileInfo): string {
  return format.replaceAll(/%([-0]?)(\d*)([a-zA-Z%])/g, (_, flag: string, width: string, letter: string) => {
    const text = field(process, name, info, letter);
    return flag === "-" ? text.padEnd(Number(width)) : text.padStart(Number(width), flag === "0" ? "0" : " ");
  });
}

const LONG = `  File: %n
  Size: %-10s	Blocks: %-10b IO Block: %-6o %F
Device: 0,1	Inode: %-11i Links: %h
Access: (%04a/%A)  Uid: (    0/    root)   Gid: (    0/    root)
Access: %x
Modify: %y
Change: %z
 Birth: -
`;

export const stat: Program = native(
  {
    flags: "Lft",
    values: "c",
    long: { format: "c=", printf: "printf=", dereference: "L", "file-system": "f", terse: "t" },
  },
  async (process, options) => {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    if (options.has("f")) throw new UsageError("there is nothing to tell of file systems of machines in memory");
    const { fs } = process.system;
    const format = options.value("c");
    const printf = options.value("printf");
    let code = 0;
    for (const name of options.operands) {
      const path = pathOf(process, name);
      const info = options.has("L") ? fs.stat(path) : fs.lstat(path);
      if (!info) {
        await complain(process, `cannot statx '${name}': No such file or directory`);
        code = 1;
      } else if (printf !== undefined)
        await process.write(1, unescaped(formatted(process, printf, name, info), "printf").bytes);
      else if (format !== undefined) await process.write(1, `${formatted(process, format, name, info)}\n`);
      else {
        const target = info.type === "symlink" ? ` -> ${fs.readlink(path)}` : "";
        await process.write(1, formatted(process, LONG, posix.normalize(name) === "." ? "." : name + target, info));
      }
    }
    return code;
  },
);
