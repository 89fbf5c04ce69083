import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import type { FileEntry } from "../../api/storage/volume-files.js";
import { NotFoundError } from "../../contract/errors.js";
import type { Output } from "../../output/streams.js";
import { ReportedError } from "../endings/reported-error.js";
import { UsageError } from "../endings/usage-error.js";

/** What files are read from. */
export interface Readable {
  readFile(path: string): AsyncIterable<Uint8Array>;
}

export interface Download {
  readonly files: Readable;
  /** What was asked for: a file, a directory, or a glob. */
  readonly remote: string;
  /** What there is, directories before what is in them. */
  readonly entries: readonly FileEntry[];
  /** An absolute path: a directory, or where one file is to be. */
  readonly destination: string;
  readonly force: boolean;
  readonly usage: string;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** What is to be written. */
interface Plan {
  /** A directory that is to be there in any case. */
  readonly base: string | undefined;
  readonly steps: readonly Step[];
}

interface Step {
  readonly entry: FileEntry;
  readonly path: string;
}

/** Writes the bytes of all files one after the other. */
export async function writeToOutput(
  { files, entries, signal }: Pick<Download, "files" | "entries" | "signal">,
  output: Output,
): Promise<void> {
  for (const { type, path } of entries) {
    if (type === "directory") continue;
    for await (const chunk of files.readFile(path)) {
      signal.throwIfAborted();
      output.write(chunk);
    }
  }
}

/**
 * Writes files and directories below the destination. Nothing is written if any of them must not be.
 * @throws UsageError for what exists already, without force; ReportedError for what cannot be written
 */
export async function downloadFiles(download: Download): Promise<void> {
  const { base, steps } = plan(download);
  if (base !== undefined) written(base, () => mkdirSync(base, { recursive: true }));
  for (const step of steps) {
    download.signal.throwIfAborted();
    await carryOut(step, download);
  }
}

function plan({ remote, entries, destination, force, usage }: Download): Plan {
  const asked = posix.join("/", remote).replace(/^\/+|\/+$/g, "");
  const [first, ...more] = entries;
  if (first?.path === asked && more.length === 0 && kindOf(destination, statSync) !== "directory") {
    const step = { entry: first, path: destination };
    checkPlace(step, force, usage);
    return { base: undefined, steps: [step] };
  }
  const [fixed = ""] = asked.split("*");
  const above = fixed.slice(0, fixed.lastIndexOf("/") + 1).length;
  const own = first?.path === asked ? undefined : fixed.slice(above);
  const steps = entries.map((entry) => ({ entry, path: below(destination, entry.path.slice(above)) }));
  const base = own === undefined || asked.includes("*") ? destination : below(destination, own);
  const planned = new Set(steps.map(({ path }) => path));
  const beyond = new Set(steps.flatMap(({ path }) => parentsOf(path, destination)));
  for (const parent of [destination, base, ...beyond])
    if (!planned.has(parent) && kindOf(parent, parent === destination ? statSync : lstatSync) === "other")
      throw new UsageError(`Output path '${parent}' is no directory.`, usage);
  for (const step of steps) checkPlace(step, force, usage);
  return { base, steps };
}

/** @throws UsageError if something is there that stays */
function checkPlace({ entry, path }: Step, force: boolean, usage: string): void {
  const there = kindOf(path, lstatSync);
  if (there === undefined) return;
  if (!force) throw new UsageError(`Output path '${path}' already exists. Use --force to overwrite it.`, usage);
  if (there === "directory" && entry.type !== "directory")
    throw new UsageError(`Output path '${path}' is a directory, which a file does not replace.`, usage);
}

async function carryOut({ entry, path }: Step, { files, warn }: Download): Promise<void> {
  if (entry.type === "directory")
    return written(path, () => {
      if (kindOf(path, lstatSync) === "other") rmSync(path);
      mkdirSync(path, { recursive: true });
    });
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of files.readFile(entry.path)) chunks.push(chunk);
  } catch (error) {
    if (entry.type !== "symlink" || !(error instanceof NotFoundError)) throw error;
    return warn(`${entry.path} was left out: it is a symbolic link to nothing that is in there.`);
  }
  written(path, () => writeWhole(path, chunks));
}

/** A file is there whole, or as it was before. Nothing comes between: an interrupted command leaves no part of it. */
function writeWhole(path: string, chunks: readonly Uint8Array[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = join(dirname(path), `.modal-emulator-${process.pid}.part`);
  try {
    const file = openSync(part, "w");
    try {
      for (const chunk of chunks) writeFileSync(file, chunk);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** @throws ReportedError for a name that leads elsewhere on this machine */
function below(destination: string, name: string): string {
  const path = resolve(destination, name);
  const isBelow = path === destination ? name === "" : relative(destination, path).split(sep)[0] !== "..";
  if (!isBelow || isAbsolute(relative(destination, path)) || name.includes("\0"))
    throw new ReportedError(`Nothing was written: the name ${JSON.stringify(name)} leads out of ${destination}.`);
  return path;
}

/** Directories between a path and the destination. */
function parentsOf(path: string, destination: string): string[] {
  const parent = dirname(path);
  return parent === destination || path === destination ? [] : [parent, ...parentsOf(parent, destination)];
}

function kindOf(path: string, look: (path: string) => Stats): "directory" | "other" | undefined {
  try {
    return look(path).isDirectory() ? "directory" : "other";
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw asReported(path, error);
  }
}

/** @throws ReportedError for what the disk refuses */
function written(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw asReported(path, error);
  }
}

function asReported(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new ReportedError(`${path} could not be written: ${message.replace(/, .*$/s, "")}.`, { cause: error });
}
