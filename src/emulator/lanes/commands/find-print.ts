import { posix } from "node:path";
import type { FileInfo } from "../processes/process.js";
import { formatDate } from "./date-format.js";
import { unescaped } from "./escapes.js";
import { modeText } from "./file-mode.js";

/** A file that has been found. */
export interface Found {
  /** As it is shown: below where the search began. */
  readonly name: string;
  readonly path: string;
  readonly info: FileInfo;
  readonly depth: number;
  /** Set by what looks at it: it is not gone into. */
  isPruned: boolean;
}

/** What `-printf` writes of a file. */
export function printed(format: string, { name, info, depth }: Found): Uint8Array {
  const text = format.replaceAll(
    /%([-0]?\d*)([a-zA-Z%])(?:([a-zA-Z@+]))?/g,
    (whole, width: string, letter: string, time = "") => {
      const isTime = letter === "T" || letter === "A" || letter === "C";
      const values: Readonly<Record<string, string>> = {
      p: name, f: posix.basename(name), h: name.includes("/") ? posix.dirname(name) : ".", s: String(info.size), d: String(depth),
      m: (info.mode & 0o7777).toString(8), M: modeText(info), y: { file: "f", directory: "d", symlink: "l", other: "p" }[info.type],
      u: "root", g: "root", U: "0", G: "0", i: String(info.ino), n: "1", t: formatDate(info.mtimeMs, "%a %b %e %H:%M:%S %Y"),
      "%": "%", P: name.split("/").slice(-depth || name.length).join("/"),
    }; // prettier-ignore
      const value = isTime
        ? time === "@"
          ? (info.mtimeMs / 1_000).toFixed(10)
          : formatDate(info.mtimeMs, time === "+" ? "%F+%T" : `%${time}`)
        : values[letter] === undefined
          ? whole
          : values[letter] + time;
      return width.startsWith("-") ? value.padEnd(Number(width.slice(1))) : value.padStart(Number(width));
    },
  );
  return unescaped(text, "printf").bytes;
}
