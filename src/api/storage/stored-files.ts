import type { Commands } from "../../contract/backend.js";
import { parseFilePath, parseRecursive } from "./parse-file-path.js";
import type { ListedFile, UploadedFile } from "../../contract/storage-commands.js";
import { StoredObject } from "./stored-object.js";
import type { FileEntry, RecursiveOptions } from "./volume-files.js";

/** Bytes that files are read by. Modal: 8 MiB blocks, docs/modal/volumes.md#files-from-outside. */
const CHUNK_BYTES = 8 * 1024 * 1024;

type FilesCommand = "files.list" | "files.read" | "files.remove" | "files.put" | "files.copy";

/** What volumes and network file systems have in common: files that can be worked with from outside of a mount. */
export abstract class StoredFiles<Definition extends { readonly kind: string }> extends StoredObject<Definition> {
  /**
   * The bytes of a file as it is stored, in chunks of at most 8 MiB.
   * @throws NotFoundError on the first read, if it is missing
   */
  readFile(path: string): AsyncIterable<Uint8Array> {
    const parsed = parseFilePath(`${this.kind}.readFile`, path);
    return this.#chunks(parsed);
  }

  /**
   * Removes a file, or with `recursive` a directory and all that it contains.
   * @throws NotFoundError if there is no such file; InvalidError for a directory without `recursive`
   */
  async removeFile(path: string, options: RecursiveOptions = {}): Promise<void> {
    const what = `${this.kind}.removeFile`;
    const parsed = parseFilePath(what, path);
    await this.files("removeFile", "files.remove", { path: parsed, recursive: parseRecursive(what, options, false) });
  }

  /** @internal */
  protected files<C extends FilesCommand>(
    method: string,
    name: C,
    command: Omit<Commands[C]["command"], "object" | "kind">,
  ): Promise<Commands[C]["result"]> {
    return this.ask(method, name, { ...command, kind: this.kind } as never);
  }

  /** @internal */
  protected async put(method: string, files: readonly UploadedFile[], force: boolean): Promise<void> {
    if (files.length > 0) await this.files(method, "files.put", { files, force });
  }

  async *#chunks(path: string): AsyncGenerator<Uint8Array> {
    const { content } = await this.files("readFile", "files.read", { path });
    for (let start = 0; start < content.byteLength; start += CHUNK_BYTES)
      yield new Uint8Array(content, start, Math.min(CHUNK_BYTES, content.byteLength - start)).slice();
  }
}

export function fileEntry({ mtimeMs, ...entry }: ListedFile): FileEntry {
  return { ...entry, mtime: new Date(mtimeMs) };
}
