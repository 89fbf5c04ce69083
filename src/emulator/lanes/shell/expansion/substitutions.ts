import type { OpenFile } from "../../processes/open-file.js";
import { ShellError } from "../../processes/open-file.js";
import type { StatementNode, WordNode } from "../parsing/tree.js";
import type { Shell } from "../state/shell.js";
import { textOf } from "../values/shell-text.js";
import { expandPartsToText } from "./parts-to-text.js";

/** What commands write, without the newlines at its end. */
export async function commandOutput(shell: Shell, statements: readonly StatementNode[]): Promise<string> {
  const file = onlyInput(statements);
  const bytes = file ? await fileContent(shell, file) : await capture(shell, statements);
  if (bytes.includes(0)) await shell.complain("warning: command substitution: ignored null byte in input");
  return textOf(bytes).replaceAll("\0", "").replace(/\n+$/, "");
}

async function capture(shell: Shell, statements: readonly StatementNode[]): Promise<Uint8Array> {
  const { read, write } = shell.system.pipe();
  const forked = shell.evaluator.fork(
    shell,
    (part) => {
      part.xtraceDepth++;
      // the parser counts lines in it from 1
      part.lineBase = part.line - 1;
      if (!part.options.shopt("inherit_errexit")) part.options.set("errexit", false);
      return part.evaluator.statements(part, statements);
    },
    { files: new Map([[1, write]]) },
  );
  const child = forked instanceof Promise ? await forked : forked;
  write.release();
  try {
    const bytes = await readAll(shell, read);
    const { code } = await shell.waitFor(child);
    shell.status = code;
    shell.substitutionStatus = code;
    return bytes;
  } finally {
    read.release();
  }
}

export async function readAll(shell: Shell, file: OpenFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await shell.unlessKilled(file.read(undefined, shell.process.killed));
    if (chunk.length === 0) return Buffer.concat(chunks);
    chunks.push(chunk);
  }
}

/** Of `$(<file)`. */
function onlyInput(statements: readonly StatementNode[]): WordNode | undefined {
  const command = statements.length === 1 ? statements[0]?.pipelines[0]?.commands[0] : undefined;
  if (command?.type !== "SimpleCommand" || command.name || command.assignments.length > 0) return undefined;
  const [redirection] = command.redirections;
  if (statements[0]?.pipelines.length !== 1 || statements[0].pipelines[0]?.commands.length !== 1) return undefined;
  if (command.redirections.length !== 1 || redirection?.operator !== "<" || redirection.fd) return undefined;
  return redirection.target.type === "Word" ? redirection.target : undefined;
}

async function fileContent(shell: Shell, word: WordNode): Promise<Uint8Array> {
  const name = await expandPartsToText(shell, word.parts);
  try {
    const file = shell.system.open(shell.path(name), "r");
    try {
      const bytes = await readAll(shell, file);
      shell.status = 0;
      shell.substitutionStatus = 0;
      return bytes;
    } finally {
      file.release();
    }
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    await shell.complain(`${name}: ${wordsOf(error)}`);
    shell.status = 1;
    shell.substitutionStatus = 1;
    return new Uint8Array();
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory",
  EISDIR: "Is a directory",
  ENOTDIR: "Not a directory",
  EEXIST: "cannot overwrite existing file",
  EACCES: "Permission denied",
  EBADF: "Bad file descriptor",
  EPIPE: "Broken pipe",
  ENOSPC: "No space left on device",
  ELOOP: "Too many levels of symbolic links",
  EPERM: "Operation not permitted",
  EROFS: "Read-only file system",
};

/** An error of the system with bash's words. */
export function wordsOf(error: { readonly code?: string; readonly message: string }): string {
  return WORDS[error.code ?? ""] ?? error.message;
}

const HIGHEST = 63;

/** Starts commands whose output, or input, has a path. */
export async function substituteProcess(
  shell: Shell,
  statements: readonly StatementNode[],
  direction: "input" | "output",
): Promise<string> {
  const { read, write } = shell.system.pipe();
  const [theirs, ours] = direction === "input" ? [write, read] : [read, write];
  const forked = shell.evaluator.fork(shell, (part) => part.evaluator.statements(part, statements), {
    files: new Map([[direction === "input" ? 1 : 0, theirs]]),
  });
  const child = forked instanceof Promise ? await forked : forked;
  theirs.release();
  shell.lastSubstitution = child;
  let fd = HIGHEST;
  while (shell.process.files.has(fd)) fd--;
  shell.process.files.set(fd, ours);
  shell.substitutions.push({
    fd,
    release: () => {
      if (shell.process.files.get(fd) === ours) shell.process.files.delete(fd);
      ours.release();
    },
  });
  return `/dev/fd/${fd}`;
}
