import fs, { realpathSync, statSync } from "node:fs";
import { posix, resolve } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import type { FileFilterDefinition, ImageLayer, LocalFile } from "../../contract/image-definition.js";
import type { DockerCopy } from "./dockerfile.js";
import type { FilePredicate } from "./file-filter.js";
import { type Filter, filesBelow, filterOf, imageFile } from "./local-files.js";

/** A layer that copies what is in its context. */
export type ContextLayer = Extract<ImageLayer, { kind: "dockerfile" | "dockerfileCommands" }>;

/** A file that is copied, as it is called below its source; that of a source that is a file has no path. */
type Copied = readonly [below: string | undefined, name: string, local: string];

const WILDCARD = /[*?[]/;

/** What `COPY` finds: named files, and a directory of this machine without what a filter leaves out. */
export class DockerContext {
  readonly what: string;
  readonly #named: ReadonlyMap<string, string>;
  readonly #directory: string;
  readonly #filter: Filter;

  constructor(layer: ContextLayer, predicates: readonly FilePredicate[]) {
    this.what = layer.kind === "dockerfile" ? "Image.fromDockerfile" : "Image.dockerfileCommands";
    const named = layer.kind === "dockerfileCommands" ? Object.entries(layer.contextFiles) : [];
    this.#named = new Map(named.map(([path, local]) => [inContext(path), local]));
    this.#directory = resolve(layer.contextDir ?? ".");
    this.#filter = filterOf(layer.ignore ?? dockerignore(layer, this.#directory), predicates);
  }

  /** @throws InvalidError for a source that is not there */
  files({ sources, target, isDirectory }: DockerCopy): LocalFile[] {
    return sources.flatMap((source) => {
      const path = inContext(source);
      const found = this.#find(path);
      if (!found) throw new InvalidError(`${this.what}: COPY finds no ${posix.join(this.#directory, path)}.`);
      return found.map(([below, name, local]) => ({
        remote:
          below === undefined && !isDirectory && !WILDCARD.test(path) ? target : posix.join(target, below ?? name),
        local,
      }));
    });
  }

  #find(path: string): readonly Copied[] | undefined {
    const named = [...this.#named].filter(([name]) => path === "" || name === path || name.startsWith(`${path}/`));
    const own = named.map(([name, local]): Copied => [
      name === path ? undefined : name.slice(path === "" ? 0 : path.length + 1),
      posix.basename(name),
      imageFile(this.what, local),
    ]);
    if (own.length > 0 && path !== "") return own;
    if (!WILDCARD.test(path)) return this.#at(path)?.concat(own) ?? (own.length > 0 ? own : undefined);
    const found = fs.globSync(path, { cwd: this.#directory }).toSorted();
    return found.length === 0 ? undefined : found.flatMap((each) => this.#at(each) ?? []);
  }

  /** `undefined` if nothing is there, or if it is left out. */
  #at(path: string): Copied[] | undefined {
    const local = posix.join(this.#directory, path);
    const stat = statSync(local, { throwIfNoEntry: false });
    if (stat?.isFile())
      return this.#filter.ignores(path) ? undefined : [[undefined, posix.basename(path), realpathSync(local)]];
    if (!stat?.isDirectory()) return undefined;
    const start = path === "" ? 0 : path.length + 1;
    return Array.from(filesBelow(this.#directory, path, this.#filter, []), ([file, real]) => [
      file.slice(start),
      posix.basename(file),
      real,
    ]);
  }
}

/** As Docker sees it: nothing is outside. */
function inContext(path: string): string {
  return posix.join("/", path, ".").slice(1);
}

/** What leaves files out if the image does not say it: a file beside the Dockerfile, or in the context. */
function dockerignore(layer: ContextLayer, context: string): FileFilterDefinition {
  const file = layer.kind === "dockerfile" ? resolve(layer.path) : undefined;
  const beside = file === undefined ? [] : [`${file}.dockerignore`, posix.join(posix.dirname(file), ".dockerignore")];
  const path = [...beside, posix.join(context, ".dockerignore")].find((each) =>
    statSync(each, { throwIfNoEntry: false })?.isFile(),
  );
  return path === undefined
    ? { kind: "patterns", patterns: [], inverted: false }
    : { kind: "patternFile", path, inverted: false };
}
