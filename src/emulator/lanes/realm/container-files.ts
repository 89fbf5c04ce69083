import { pathToFileURL } from "node:url";
import { FILE_PREFIX, type BundledPackages } from "../bundling/bundle.js";
import type { MountedSource } from "./mounted-source.js";
import type { CompiledBundle } from "./compiled-bundle.js";
import type { ImportFile } from "./realm-scope.js";
import type { LaneBundler } from "./lane-bundler.js";

/** Begins the evaluation of a bundle, which adds its files. */
type StartBundle = (bundle: CompiledBundle) => Promise<ImportFile>;

/**
 * The user's files that one container has evaluated: what is imported by a computed name is the same as anywhere else
 * in the container.
 */
export class ContainerFiles {
  readonly #bundler: LaneBundler;
  readonly mounted: MountedSource | undefined;
  readonly #files = new Map<string, ImportFile>();
  #last: Promise<unknown> = Promise.resolve();

  /** @param mounted the files of the container's mounts */
  constructor(bundler: LaneBundler, mounted?: MountedSource) {
    this.#bundler = bundler;
    this.mounted = mounted;
  }

  /** Adds the files of a bundle whose evaluation begins, by URL. */
  add(files: Readonly<Record<string, ImportFile>>): void {
    for (const [file, load] of Object.entries(files)) if (!this.#files.has(file)) this.#files.set(file, load);
  }

  /** What a bundle imports from another one of this container. */
  load(specifier: string): Promise<unknown> | undefined {
    return this.#files.get(specifier.slice(FILE_PREFIX.length))?.();
  }

  /**
   * Finds what a computed name means: one after the other, in the order in which they are asked for, so that what they
   * evaluate comes in that order, too.
   * @returns `undefined` if it is no file of the user's
   */
  find(
    specifier: string,
    from: string,
    packages: BundledPackages,
    start: StartBundle,
  ): Promise<ImportFile | undefined> {
    const found = this.#last.then(async () => {
      const inMount = this.mounted?.locate(specifier, from);
      const file =
        inMount === undefined ? await this.#bundler.locate(specifier, from, packages) : pathToFileURL(inMount).href;
      return file === undefined ? undefined : (this.#files.get(file) ?? this.#start(file, packages, start));
    });
    this.#last = found.catch(() => undefined);
    return found;
  }

  async #start(file: string, packages: BundledPackages, start: StartBundle): Promise<ImportFile> {
    const known = [...this.#files.keys()];
    const evaluated = await start(
      await (this.mounted?.has(file)
        ? this.#bundler.bundleMounted(file, packages, known, this.mounted)
        : this.#bundler.bundle(file, packages, known)),
    );
    const load = this.#files.get(file) ?? evaluated;
    const whole: ImportFile = () => evaluated().then(load);
    this.#files.set(file, whole);
    return whole;
  }
}
