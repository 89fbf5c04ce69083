import fs from "node:fs";

const NAMES = [
  "accessSync",
  "chmodSync",
  "closeSync",
  "cpSync",
  "existsSync",
  "fstatSync",
  "ftruncateSync",
  "lstatSync",
  "lutimesSync",
  "mkdirSync",
  "mkdtempSync",
  "openSync",
  "readdirSync",
  "readFileSync",
  "readlinkSync",
  "realpathSync",
  "rmSync",
  "statSync",
  "statfsSync",
  "symlinkSync",
  "writeFileSync",
  "writeSync",
] as const;

/** Node's own, from before anything was routed; to be called on behalf of nobody. */
export const realFs: Pick<typeof fs, (typeof NAMES)[number] | "constants"> = Object.fromEntries(
  [...NAMES, "constants" as const].map((name) => [name, fs[name]]),
) as unknown as typeof fs;
