import { encodeError } from "../../../api/codec/encode.js";
import { InvalidError } from "../../../contract/errors.js";
import { wireError } from "../../../contract/wire.js";
import type { Bundle, BundledPackages } from "../bundling/bundle.js";
import type { Bundler } from "../bundling/bundler.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import type { Lane } from "./lane.js";

/** The bundles of one world: of each file the same one for all its lanes, until the code is read anew. */
export class WorldBundles {
  readonly #bundler: Bundler;
  readonly #packages: BundledPackages;
  readonly #bundles = new Map<string, Promise<Bundle>>();
  #edition = 0;

  constructor(bundler: Bundler, packages: BundledPackages) {
    this.#bundler = bundler;
    this.#packages = packages;
  }

  /** Files may have changed. */
  renew(): void {
    this.#bundles.clear();
    this.#edition++;
  }

  /** Sees to it that a lane has a container's bundle. @returns the error if the module cannot be bundled */
  async bring(lane: Lane, { code }: ContainerSpec, bundles: Bundle[]): Promise<unknown> {
    if (code.kind !== "file") return undefined;
    const key = this.#edition === 0 ? code.file : `${code.file} ${this.#edition}`;
    if (lane.bundles.has(key)) return undefined;
    try {
      bundles.push(await this.#bundle(code.file));
      lane.bundles.add(key);
      return undefined;
    } catch (error) {
      // its stack would be this package's own
      return error instanceof InvalidError ? wireError("InvalidError", error.message) : encodeError(error);
    }
  }

  /** One that could not be made is tried again the next time. */
  #bundle(file: string): Promise<Bundle> {
    const existing = this.#bundles.get(file);
    if (existing) return existing;
    const bundle = this.#bundler.bundle(file, this.#packages);
    this.#bundles.set(file, bundle);
    bundle.catch(() => this.#bundles.delete(file));
    return bundle;
  }
}
