import fs from "node:fs";

const NAMES = [
  "chmodSync",
  "closeSync",
  "cpSync",
  "existsSync",
  "lstatSync",
  "lutimesSync",
  "mkdirSync",
  "mkdtempSync",
  "openSync",
  "readdirSync",
  "readFileSync",
  "readlinkSync",
  "rmSync",
  "statSync",
  "symlinkSync",
  "writeFileSync",
] as const;

/** Node's own, from before anything was routed; to be called on behalf of nobody. */
export const realFs: Pick<typeof fs, (typeof NAMES)[number]> = Object.fromEntries(
  NAMES.map((name) => [name, fs[name]]),
) as unknown as typeof fs;
