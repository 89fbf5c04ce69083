import { readFileSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { relative, sep } from "node:path";

/** Larger files, and what comes after so many, are left out. */
const MAX_BYTES = 256 * 1024;
const MAX_FILES = 100;

/** A position in a file, as stacks have it. */
const POSITION = /((?:file:\/\/)?\/[^\s()]+\.[cm]?[jt]sx?)(?=:\d+:\d+)/g;

/** Texts of the user's files, by their path from the working directory. */
export class ShownSources {
  readonly texts: Record<string, string> = {};
  readonly #paths = new Map<string, string | undefined>();
  readonly #mask: (text: string) => string;

  /** @param mask takes values of secrets out of a text */
  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** A stack as people read it: files that are here by their short path. Their texts are kept. */
  shown(stack: string): string {
    return stack.replaceAll(POSITION, (place) => this.add(place) ?? place);
  }

  /** @param place URL or path of a file @returns its path in `texts`; `undefined` if it is not there */
  add(place: string): string | undefined {
    const known = this.#paths.get(place);
    if (known !== undefined || this.#paths.has(place)) return known;
    const path = this.#read(place);
    this.#paths.set(place, path);
    return path;
  }

  #read(place: string): string | undefined {
    if (this.#paths.size >= MAX_FILES || /[\\/]node_modules[\\/]/.test(place)) return undefined;
    try {
      const file = fileURLToPath(place.startsWith("file:") ? place : pathToFileURL(place));
      if (statSync(file).size > MAX_BYTES) return undefined;
      const path = relative(process.cwd(), file).replaceAll(sep, "/");
      this.texts[path] ??= this.#mask(readFileSync(file, "utf8"));
      return path;
    } catch {
      return undefined; // it was not found, or is no text of this machine: a report does without
    }
  }
}
