import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../../checks/package-files.js";
import { writeWholeNow } from "../../files/write-whole.js";
import { ReportedError } from "../endings/reported-error.js";
import type { Lesson } from "./lesson.js";
import { readProgress, writeProgress, type Progress } from "./progress.js";

const PROGRESS = "progress.json";

/** Exercises that tell a folder of them from others. */
const LANDMARKS = ["01-remote-or-local.ts", "02-copies.ts", "03-module-state.ts"];

/** Where exercises are if nobody says so. */
export const DEFAULT_FOLDER = "modal-lessons";

/** What stands beside the exercises, so that Node and editors take them as they are meant. */
const AROUND = {
  "package.json": `${JSON.stringify({ name: "modal-lessons", private: true, type: "module" }, undefined, 2)}\n`,
  "tsconfig.json": `${JSON.stringify(
    {
      compilerOptions: {
        target: "es2024",
        lib: ["es2024", "esnext.disposable", "esnext.array", "esnext.iterator"],
        module: "nodenext",
        types: ["node"],
        strict: true,
        noEmit: true,
      },
      include: ["*.ts"],
    },
    undefined,
    2,
  )}\n`,
  ".gitignore": "node_modules/\n",
} as const satisfies Readonly<Record<string, string>>;

/** A folder with the exercises of somebody who learns, and what they have done. */
export class LessonFolder {
  readonly path: string;
  /** What was found to be wrong with what is kept there, and what became of it: a sentence. */
  readonly warning: string | undefined;
  readonly #progress: Progress;
  readonly #directory: string;

  private constructor(path: string, directory: string, progress: Progress, warning?: string) {
    this.path = path;
    this.#directory = directory;
    this.#progress = progress;
    this.warning = warning;
  }

  /**
   * Opens a folder, and makes it if it is not there. Files that somebody has edited stay as they are.
   * @param directory the working directory
   * @param name left out, the working directory if it is such a folder, else {@link DEFAULT_FOLDER}
   * @throws ReportedError if it cannot be written, or is something else
   */
  static open(lessons: readonly Lesson[], directory: string, name?: string): LessonFolder {
    const path = resolve(directory, name ?? (isLessonFolder(directory) ? "." : DEFAULT_FOLDER));
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found && !found.isDirectory())
        throw new ReportedError(`${path} is a file. Name a folder for the exercises: modal-emulator learn DIR.`);
      if (existsSync(join(path, "package.json")) && !isLessonFolder(path))
        throw new ReportedError(
          `${path} is a project already. Name another folder, as in \`npx modal-emulator learn ${join(name ?? ".", DEFAULT_FOLDER)}\`.`,
        );
      const other = isLessonFolder(path) ? undefined : othersIn(path, lessons)[0];
      if (other !== undefined)
        throw new ReportedError(
          `${path} has other files already, such as ${other}. Name another folder, as in \`npx modal-emulator learn ${join(name ?? ".", DEFAULT_FOLDER)}\`.`,
        );
      mkdirSync(path, { recursive: true });
      const folder = LessonFolder.#read(path, directory);
      folder.#fill(lessons);
      return folder;
    } catch (error) {
      if (error instanceof ReportedError) throw error;
      const { message } = error as globalThis.Error;
      throw new ReportedError(`The exercises cannot be written to ${path}: ${message}.`, { cause: error });
    }
  }

  static #read(path: string, directory: string): LessonFolder {
    const file = join(path, PROGRESS);
    const kept = LessonFolder.#kept(file) ?? noProgress();
    if (!(kept instanceof SyntaxError)) return new LessonFolder(path, directory, kept);
    const warning = `${file} is damaged (${kept.message}), so all lessons count as open. \`npx modal-emulator learn check --all\` finds those that pass.`;
    return new LessonFolder(path, directory, noProgress(), warning);
  }

  /** @returns undefined if there is none, and what is wrong if it is damaged */
  static #kept(file: string): Progress | SyntaxError | undefined {
    try {
      return readProgress(file);
    } catch (error) {
      if (error instanceof SyntaxError) return error;
      throw error;
    }
  }

  isDone({ id }: Lesson): boolean {
    return this.#progress.done.has(id);
  }

  setDone({ id }: Lesson, isDone: boolean): void {
    this.#refresh();
    if (isDone === this.#progress.done.has(id)) return;
    if (isDone) this.#progress.done.add(id);
    else this.#progress.done.delete(id);
    this.#save();
  }

  /** The file of an exercise. */
  fileOf({ id }: Lesson): string {
    return join(this.path, `${id}.ts`);
  }

  /** A file or folder below it, as one would type it. */
  shown(path: string): string {
    const way = relative(this.#directory, path);
    return way === "" ? "." : way.startsWith("..") ? path : way;
  }

  /** How a command of `learn` is typed that is about this folder. */
  command(words: string): string {
    const isFound = this.path === resolve(this.#directory, DEFAULT_FOLDER) || this.path === this.#directory;
    return `npx modal-emulator learn ${words}${isFound ? "" : ` --dir ${this.shown(this.path)}`}`;
  }

  isEdited(lesson: Lesson): boolean {
    const digest = digestOf(this.fileOf(lesson));
    return digest !== undefined && digest !== this.#progress.written.get(lesson.id);
  }

  /** Writes an exercise as it was in the beginning. */
  reset(lesson: Lesson): void {
    this.#refresh();
    this.#write(lesson);
    this.#progress.done.delete(lesson.id);
    this.#save();
  }

  /**
   * Takes over what other commands have kept in the meantime, unless that is damaged.
   * @throws ReportedError if it cannot be read
   */
  #refresh(): void {
    const kept = this.#attempt(() => LessonFolder.#kept(join(this.path, PROGRESS)));
    if (!kept || kept instanceof SyntaxError) return;
    this.#progress.done.clear();
    for (const id of kept.done) this.#progress.done.add(id);
    for (const [id, digest] of kept.written) this.#progress.written.set(id, digest);
  }

  /** @throws ReportedError if the disk refuses it */
  #save(): void {
    this.#attempt(() => writeProgress(join(this.path, PROGRESS), this.#progress));
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const { message } = error as globalThis.Error;
      throw new ReportedError(`What is done cannot be kept in ${this.path}: ${message}.`, { cause: error });
    }
  }

  #fill(lessons: readonly Lesson[]): void {
    for (const [name, text] of Object.entries(AROUND))
      if (!existsSync(join(this.path, name))) writeWholeNow(join(this.path, name), text);
    linkPackage(this.path);
    let hasWritten = this.warning !== undefined || !existsSync(join(this.path, PROGRESS));
    for (const lesson of lessons) {
      const digest = digestOf(this.fileOf(lesson));
      if (digest === digestOfText(lesson.exercise)) hasWritten = this.#note(lesson) || hasWritten;
      else if (digest === undefined || digest === this.#progress.written.get(lesson.id)) {
        this.#write(lesson);
        hasWritten = true;
      }
    }
    if (hasWritten) this.#save();
  }

  #write(lesson: Lesson): void {
    writeWholeNow(this.fileOf(lesson), lesson.exercise);
    this.#note(lesson);
  }

  /** @returns whether that is new */
  #note({ id, exercise }: Lesson): boolean {
    const digest = digestOfText(exercise);
    const isNew = this.#progress.written.get(id) !== digest;
    this.#progress.written.set(id, digest);
    return isNew;
  }
}

function noProgress(): Progress {
  return { done: new Set(), written: new Map() };
}

/** Whether exercises have been written there: somebody may have lost some, and the first writing may have been cut off. */
function isLessonFolder(path: string): boolean {
  if (digestOf(join(path, "package.json")) === digestOfText(AROUND["package.json"])) return true;
  return [PROGRESS, ...LANDMARKS].filter((name) => existsSync(join(path, name))).length > 1;
}

/** What a folder has that has nothing to do with lessons, but for what is hidden: exercises would be lost among it. */
function othersIn(path: string, lessons: readonly Lesson[]): string[] {
  if (!existsSync(path)) return [];
  const own = new Set([PROGRESS, "node_modules", ...Object.keys(AROUND), ...lessons.map(({ id }) => `${id}.ts`)]);
  return readdirSync(path).filter(
    (name) => !name.startsWith(".") && !own.has(name) && !/^(?:readme|licen[cs]e)\b/i.test(name),
  );
}

/**
 * Lets exercises, and editors, find the package that this command is of by its name, wherever npx has put it. What npm
 * or another package manager has installed in the folder stays.
 */
function linkPackage(folder: string): void {
  const link = join(folder, "node_modules", "modal-emulator");
  const target = fileURLToPath(packageRoot);
  let led: string | undefined;
  try {
    led = readlinkSync(link);
  } catch {
    if (existsSync(link)) return;
  }
  if (led !== undefined && resolve(dirname(link), led) === resolve(target)) return;
  if (led !== undefined && !isAbsolute(led) && existsSync(link)) return; // a package manager's
  if (led !== undefined) rmSync(link, { recursive: true });
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link, "junction");
}

function digestOf(file: string): string | undefined {
  try {
    return digestOfText(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Line ends are the editor's. */
function digestOfText(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex").slice(0, 16);
}
