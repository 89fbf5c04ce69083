import type { FileInfo } from "./process.js";

/**
 * What `test -d` and the like say of a file that is there.
 * @param path absolute
 */
export function isFileFor(operator: string, path: string, info: FileInfo): boolean {
  switch (operator) {
    case "-d":
      return info.type === "directory";
    case "-f":
      return info.type === "file";
    case "-h":
    case "-L":
      return info.type === "symlink";
    case "-s":
      return info.size > 0 || info.type === "directory";
    case "-x":
      return info.type === "directory" || (info.mode & 0o111) !== 0;
    case "-p":
      return info.type === "other" && !path.startsWith("/dev/");
    case "-c":
      return info.type === "other" && path.startsWith("/dev/");
    case "-b":
    case "-S":
      return false;
    case "-u":
      return (info.mode & 0o4000) !== 0;
    case "-g":
      return (info.mode & 0o2000) !== 0;
    case "-k":
      return (info.mode & 0o1000) !== 0;
    default:
      return true; // root may read and write whatever is there, and owns it
  }
}
