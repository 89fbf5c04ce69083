import { statSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { dirname } from "node:path";
import { ReportedError } from "../endings/reported-error.js";
import type { StatePlace } from "./state-place.js";

/** Who changes a state. */
export interface Holder {
  readonly pid: number;
  /** As `toldCommand` gives it. */
  readonly command: string;
  /** Where it lets other commands do their work meanwhile. */
  readonly door?: { readonly port: number; readonly token: string };
}

/** What SQLite says when another process has the lock. */
const BUSY = 5;

/** One process at a time changes a state. The lock is one of the operating system's: it ends with its process. */
export class StateLock implements AsyncDisposable {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #inode: number;
  readonly #holderFile: string;

  /** @returns undefined if another process has it. @throws ReportedError if the disk refuses it */
  static async take({ lock, holder }: StatePlace, { pid, command, door }: Holder): Promise<StateLock | undefined> {
    const { DatabaseSync } = await import("node:sqlite");
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(lock, { timeout: 0 });
      database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    } catch (error) {
      database?.close();
      if ((error as { errcode?: number }).errcode === BUSY) return undefined;
      throw cannotBeLocked(lock, error);
    }
    const taken = new StateLock(database, lock, holder);
    try {
      await taken.tell({ pid, command, ...(door && { door }) });
      return taken;
    } catch (error) {
      await taken[Symbol.asyncDispose]().catch(() => undefined);
      throw cannotBeLocked(lock, error);
    }
  }

  /** Deletes a damaged lock, which nobody can hold. */
  static async renew({ lock }: StatePlace): Promise<void> {
    const head = await readFile(lock, "latin1").catch(() => "");
    if (head !== "" && !head.startsWith("SQLite format 3")) await rm(lock, { force: true });
  }

  private constructor(database: DatabaseSync, file: string, holderFile: string) {
    this.#database = database;
    this.#file = file;
    this.#inode = statSync(file).ino;
    this.#holderFile = holderFile;
  }

  /** @throws ReportedError if the folder was deleted meanwhile: what is there now is another state */
  check(): void {
    if (this.#isInPlace()) return;
    throw new ReportedError(
      `${dirname(this.#file)} was deleted or replaced meanwhile: nothing is kept there any more.`,
    );
  }

  async tell(holder: Holder): Promise<void> {
    await writeFile(this.#holderFile, JSON.stringify(holder), { mode: 0o600 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#isInPlace()) await rm(this.#holderFile, { force: true });
    } finally {
      this.#database.close();
    }
  }

  #isInPlace(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false })?.ino === this.#inode;
  }
}

function cannotBeLocked(lock: string, error: unknown): ReportedError {
  const { message } = error as globalThis.Error;
  return new ReportedError(`${lock} cannot be locked: ${message.replace(/, .*$/s, "")}.`, { cause: error });
}

/** Who has the lock, as far as that is known. */
export async function readHolder({ holder }: StatePlace): Promise<Holder | undefined> {
  try {
    const read = JSON.parse(await readFile(holder, "utf8")) as Partial<Holder>;
    return typeof read.pid === "number" && typeof read.command === "string" ? (read as Holder) : undefined;
  } catch {
    return undefined; // it has ended, or is about to write it
  }
}
