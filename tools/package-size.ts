import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What somebody takes on who installs the package; the reasons are in docs/dependencies.md. */
export interface PackageSize {
  /** Of the tarball, in bytes. */
  readonly packed: number;
  readonly unpacked: number;
  /** Run-time dependencies that package.json names. */
  readonly direct: number;
  /** These, and what they bring along on this machine. */
  readonly packages: number;
  /** Of all of them together, in bytes. */
  readonly installed: number;
}

/** The most that each may be. */
export const BUDGET: PackageSize = {
  packed: 3_500_000,
  unpacked: 12_500_000,
  direct: 15,
  packages: 75,
  installed: 40_000_000,
};

/** Measures what is built and installed here. */
export function packageSize(): PackageSize {
  const answer = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [pack] = JSON.parse(answer) as readonly { readonly size: number; readonly unpackedSize: number }[];
  const folders = dependencyFolders();
  return {
    packed: pack?.size ?? Number.NaN,
    unpacked: pack?.unpackedSize ?? Number.NaN,
    direct: Object.keys(manifestOf(ROOT).dependencies ?? {}).length,
    packages: folders.size,
    installed: bytesOf(...folders),
  };
}

/** Where the packages are that package.json asks for to run, and those that they ask for. */
export function dependencyFolders(): Set<string> {
  const found = new Set<string>();
  const add = (from: string): void => {
    const { dependencies, optionalDependencies } = manifestOf(from);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const folder = folderOf(name, from);
      if (folder === undefined || found.has(folder)) continue; // an optional one may be for another system
      found.add(folder);
      add(folder);
    }
  };
  add(ROOT);
  return found;
}

/** As Node finds it from there. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(ROOT.slice(0, -1)); folder = join(folder, "..")) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  return undefined;
}

/** What the files of these packages take. A file that stands in two places by a link is counted once. */
export function bytesOf(...folders: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const folder of folders)
    for (const path of globSync("**/*", { cwd: folder, exclude: (name) => name === "node_modules" })) {
      const stats = statSync(join(folder, path));
      if (stats.isFile()) sizes.set(`${stats.dev}:${stats.ino}`, stats.size);
    }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
