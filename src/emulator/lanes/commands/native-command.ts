import { posix } from "node:path";
import { errorText, shellError } from "../processes/system-errors.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { openOwn } from "../processes/own-files.js";
import { CommandOptions, type OptionSpec, UsageError } from "./parsed-options.js";

/** What a command does, once its options are known. @returns its exit code */
export type CommandBody = (process: OwnProcess, options: CommandOptions) => Promise<number>;

/**
 * A program of the options that it takes and of what it does.
 * @param usageCode exit code after wrong options
 */
export function native(spec: OptionSpec, body: CommandBody, usageCode = 1): Program {
  return async (process) => {
    try {
      return await body(process, new CommandOptions(process.argv.slice(1), spec));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await complain(process, error.message);
      return error.code ?? usageCode;
    }
  };
}

/** What a command is called in its messages. */
export function nameOf(process: OwnProcess): string {
  return posix.basename(process.argv[0] ?? "");
}

/** Tells a person what is wrong. */
export function complain(process: OwnProcess, message: string): Promise<void> {
  return process.write(2, `${nameOf(process)}: ${message}\n`);
}

/** Absolute. An empty one is none. @throws ShellError ENOENT */
export function pathOf(process: OwnProcess, path: string): string {
  if (path === "") throw shellError("ENOENT");
  return posix.resolve(process.cwd, path);
}

/** Opens a file as the next free descriptor from 3. @throws ShellError */
export function openAs(process: OwnProcess, path: string, flags: "r" | "w" | "a" | "r+" | "wx", mode?: number): number {
  const file = openOwn(process, path, flags, mode);
  let fd = 3;
  while (process.files.has(fd)) fd++;
  process.files.set(fd, file);
  return fd;
}

export function close(process: OwnProcess, fd: number): void {
  process.files.get(fd)?.release();
  process.files.delete(fd);
}

/**
 * Reads one file after the other; of those that cannot be read, it tells so.
 * @param paths `-` is standard input, and so is none at all
 * @returns exit code
 */
export async function eachInput(
  process: OwnProcess,
  paths: readonly string[],
  use: (fd: number, path: string, index: number) => Promise<void>,
  subject: (path: string) => string = (path) => path,
): Promise<number> {
  let code = 0;
  for (const [index, path] of (paths.length > 0 ? paths : ["-"]).entries()) {
    if (path === "-") {
      await use(0, path, index);
      continue;
    }
    const fd = await attempt(process, subject(path), () => openAs(process, path, "r"));
    if (fd === undefined) code = 1;
    else {
      await use(fd, path, index);
      close(process, fd);
    }
  }
  return code;
}

/** Does what may fail for a file, which is told then. @returns nothing after a failure */
export async function attempt<Value>(
  process: OwnProcess,
  subject: string,
  act: () => Value,
): Promise<Value | undefined> {
  try {
    return act();
  } catch (error) {
    await complain(process, `${subject}: ${errorText(error)}`);
    return undefined;
  }
}
