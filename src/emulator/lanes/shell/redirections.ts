import { ShellError, type OpenFile } from "../processes/open-file.js";
import { expandPartsToText } from "./expansion/parts-to-text.js";
import { wordsOf } from "./expansion/substitutions.js";
import { expandPath } from "./expansion/words.js";
import type { RedirectionNode, WordNode } from "./parsing/tree.js";
import type { Shell } from "./state/shell.js";
import { writtenText } from "./written-text.js";
import { TextInput } from "./text-input.js";
import { CommandError, LineAbort } from "./values/control.js";
import { ownDescriptor } from "./values/descriptor-path.js";
import { bytesOf } from "./values/shell-text.js";

/** What has been redirected, and can be put back. */
export class Redirections {
  readonly #shell: Shell;
  /** What was there before, and is open still; the last change first. */
  readonly #before: { readonly fd: number; readonly file: OpenFile | undefined }[] = [];

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** @throws CommandError with bash's words; what has been done by then is still to be put back */
  async apply(nodes: readonly RedirectionNode[]): Promise<void> {
    for (const node of nodes) {
      try {
        await this.#applyOne(node);
      } catch (error) {
        if (error instanceof LineAbort && !error.fatal) throw new CommandError(error.message);
        throw error;
      }
    }
  }

  restore(): void {
    const { files } = this.#shell.process;
    for (const { fd, file } of this.#before.splice(0).toReversed()) {
      files.get(fd)?.release();
      if (file) files.set(fd, file);
      else files.delete(fd);
    }
  }

  /** As `exec` has it. */
  keep(): void {
    for (const { file } of this.#before.splice(0)) file?.release();
  }

  async #applyOne(node: RedirectionNode): Promise<void> {
    const { operator, target } = node;
    if (target.type === "HereDoc") {
      const written = await expandPartsToText(this.#shell, target.content.parts, { quoted: true });
      const text = target.quoted ? literalText(target.content) : written;
      return this.#put(node, 0, new TextInput(bytesOf(target.stripTabs ? text.replace(/^\t+/gm, "") : text)));
    }
    if (operator === "<<<") {
      const text = await expandPartsToText(this.#shell, target.parts);
      return this.#put(node, 0, new TextInput(bytesOf(`${text}\n`)));
    }
    const path = await expandPath(this.#shell, target, writtenText(target));
    switch (operator) {
      case "<":
        return this.#put(node, 0, this.#open(path, "r"));
      case ">":
        return this.#put(node, 1, this.#openOutput(path));
      case ">|":
        return this.#put(node, 1, this.#open(path, "w"));
      case ">>":
        return this.#put(node, 1, this.#open(path, "a"));
      case "<>":
        return this.#put(node, 0, this.#openBoth(path));
      case "&>":
      case "&>>":
        return this.#both(operator === "&>" ? this.#openOutput(path) : this.#open(path, "a"));
      case "<&":
      case ">&":
        return this.#duplicate(node, operator, path, writtenText(target));
      default:
        throw new CommandError(`${operator}: unknown redirection`);
    }
  }

  #both(file: OpenFile): void {
    this.#set(1, file);
    file.retain();
    this.#set(2, file);
  }

  #duplicate(node: RedirectionNode, operator: "<&" | ">&", path: string, written: string): void {
    const found = /^(\d*)(-?)$/.exec(path);
    if (!found || path === "") {
      if (operator === ">&" && node.fd === null && !node.fdVariable) return this.#both(this.#openOutput(path));
      throw new CommandError(`${written}: ambiguous redirect`);
    }
    const [, number = "", closes] = found;
    const fd = node.fd ?? (operator === "<&" ? 0 : 1);
    if (number === "") {
      const closed = node.fdVariable ? Number(this.#shell.variables.get(node.fdVariable) ?? "") : fd;
      if (!node.fdVariable) return this.#set(closed, undefined);
      this.#shell.process.files.get(closed)?.release();
      this.#shell.process.files.delete(closed);
      return;
    }
    const source = this.#shell.process.files.get(Number(number));
    if (!source) throw new CommandError(`${written}: Bad file descriptor`);
    source.retain();
    this.#put(node, operator === "<&" ? 0 : 1, source);
    if (closes && Number(number) !== fd) this.#set(Number(number), undefined);
  }

  /** Takes a file that is open for whom the redirection names. */
  #put(node: RedirectionNode, usual: number, file: OpenFile): void {
    if (!node.fdVariable) return this.#set(node.fd ?? usual, file);
    // stays open after the command
    let fd = 10;
    while (this.#shell.process.files.has(fd)) fd++;
    this.#shell.process.files.set(fd, file);
    this.#shell.variables.set(node.fdVariable, String(fd));
  }

  #set(fd: number, file: OpenFile | undefined): void {
    const { files } = this.#shell.process;
    this.#before.push({ fd, file: files.get(fd) });
    if (file) files.set(fd, file);
    else files.delete(fd);
  }

  #openOutput(path: string): OpenFile {
    const absolute = this.#shell.path(path);
    if (this.#shell.options.has("noclobber") && this.#shell.system.fs.stat(absolute)?.type === "file") {
      throw new CommandError(`${path}: cannot overwrite existing file`);
    }
    return this.#open(path, "w");
  }

  #openBoth(path: string): OpenFile {
    if (!this.#shell.system.fs.stat(this.#shell.path(path))) this.#open(path, "a").release();
    return this.#open(path, "r+");
  }

  #open(path: string, flags: "r" | "w" | "a" | "r+"): OpenFile {
    const own = ownDescriptor(path);
    if (own !== undefined) {
      const file = this.#shell.process.files.get(own);
      if (!file) throw new CommandError(`${path}: No such file or directory`);
      file.retain();
      return file;
    }
    if (path === "") throw new CommandError(": No such file or directory");
    try {
      return this.#shell.system.open(this.#shell.path(path), flags, 0o666 & ~this.#shell.umask);
    } catch (error) {
      if (error instanceof ShellError) throw new CommandError(`${path}: ${wordsOf(error)}`);
      throw error;
    }
  }
}

function literalText({ parts }: WordNode): string {
  return parts.map((part) => (part.type === "Literal" || part.type === "SingleQuoted" ? part.value : "")).join("");
}
