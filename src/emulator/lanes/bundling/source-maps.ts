import { SourceMap } from "node:module";
import { resolve } from "node:path";
import { isOwnFrame } from "../../../checks/package-files.js";
import { SCRIPT_PREFIX, type Bundle } from "./bundle.js";

const POSITION = new RegExp(`${SCRIPT_PREFIX}\\d+:(\\d+):(\\d+)`, "g");
const UNMAPPED = new RegExp(`${SCRIPT_PREFIX}\\d+:`); // helpers of the bundler
/** A class that the bundler has given another name, and what it was called. */
const RENAMED_CLASS = /\bclass ([\w$]+)(?: extends [^{]+)? \{\s*static \{\s*__name\d*\(this, "([^"]+)"\)/g;
const FRAME_OF_CLASS = new RegExp(`^(\\s+at (?:async )?(?:new )?)([\\w$]+)(?=[. ].*(${SCRIPT_PREFIX}\\d+):)`, "gm");
const COMBINED = /^\s+at async Promise\.\w+ \(index \d+\)/; // belongs to whoever awaits it: the frame before
const NODE_FRAME = /^\s+at .*node:(?:internal\/|async_hooks)|^\s+\.\.\. \d+ lines matching cause stack trace/;

/** Maps positions in compiled bundles back to the user's own files. */
export class SourceMaps {
  readonly #maps = new Map<string, { map?: SourceMap; classes?: ReadonlyMap<string, string>; bundle: Bundle }>();

  add(bundle: Bundle): void {
    this.#maps.set(bundle.name, { bundle });
  }

  /** Rewrites every position in a text; in a stack trace, frames of this package and of Node's inside are left out. */
  rewrite(text: string): string {
    if (!text.includes(SCRIPT_PREFIX) && !isOwnFrame(text)) return text;
    const named = text.replace(
      FRAME_OF_CLASS,
      (_, before: string, name: string, script: string) => `${before}${this.#classes(script).get(name) ?? name}`,
    );
    const mapped = named.replace(POSITION, (position, line: string, column: string) =>
      this.#original(position, Number(line), Number(column)),
    );
    const shown: string[] = [];
    let isHidden = false;
    for (const line of mapped.split("\n")) {
      isHidden = isInternal(line) || (isHidden && COMBINED.test(line));
      if (!isHidden) shown.push(line);
      // the properties of an error begin after its last frame
      else if (line.endsWith(" {")) shown.push(`${shown.pop() ?? ""} {`);
    }
    return shown.join("\n");
  }

  /** Classes of a bundle under the names that the user gave them. */
  #classes(script: string): ReadonlyMap<string, string> {
    const entry = this.#maps.get(script);
    if (!entry) return new Map();
    return (entry.classes ??= new Map(
      Array.from(entry.bundle.code.matchAll(RENAMED_CLASS), ([, name = "", original = ""]) => [name, original]),
    ));
  }

  #original(position: string, line: number, column: number): string {
    const entry = this.#maps.get(position.slice(0, position.indexOf(":", SCRIPT_PREFIX.length)));
    if (!entry || entry.bundle.map === "") return position;
    entry.map ??= new SourceMap(JSON.parse(entry.bundle.map));
    const found = entry.map.findEntry(line - 1, column - 1);
    if (!("originalSource" in found)) return position;
    const source = decodeURIComponent(found.originalSource); // the bundler writes URLs
    return `${resolve(entry.bundle.directory, source)}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  }
}

function isInternal(line: string): boolean {
  if (!/^\s+at /.test(line)) return NODE_FRAME.test(line);
  return NODE_FRAME.test(line) || UNMAPPED.test(line) || isOwnFrame(line);
}
