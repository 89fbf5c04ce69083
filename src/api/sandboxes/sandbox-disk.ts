import { checkOptions, describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";
import { Image } from "../images/image.js";
import { currentSession } from "../session/session.js";
import { checkPositive } from "./check-positive.js";
import { absolute, SandboxFilesystem } from "./sandbox-filesystem.js";
import { SandboxHandle } from "./sandbox-handle.js";

/** What snapshots take. */
export interface SnapshotOptions {
  /** Milliseconds until it is given up, more than 0. Default: 55,000. */
  timeoutMs?: number;
  /** Milliseconds after which the image is deleted, more than 0; null for never. Default: 30 days. */
  ttlMs?: number | null;
}

const TIMEOUT_MS = 55_000;
const TTL_MS = 30 * 86_400_000;

/** A sandbox as far as its disk is concerned. */
export abstract class SandboxDisk extends SandboxHandle {
  #files: SandboxFilesystem | undefined;

  /** Its files. */
  get filesystem(): SandboxFilesystem {
    this.checkAttached();
    return (this.#files ??= new SandboxFilesystem((name, command) => this.send(name, command)));
  }

  /**
   * An image of what is on its disk, for other sandboxes and functions; volumes are no part of it. Rejects with
   * `TimeoutError`, and `NotFoundError` if the sandbox has ended. Modal: docs/modal/sandboxes.md#life-of-a-sandbox.
   */
  async snapshotFilesystem(options: SnapshotOptions = {}): Promise<Image> {
    return this.#snapshot("Sandbox.snapshotFilesystem", undefined, options);
  }

  /** An image of what is in a directory, to be mounted elsewhere. Rejects as {@link snapshotFilesystem} does. */
  async snapshotDirectory(path: string, options: SnapshotOptions = {}): Promise<Image> {
    return this.#snapshot("Sandbox.snapshotDirectory", absolute("Sandbox.snapshotDirectory", path), options);
  }

  /**
   * Puts what an image has in the place of what is at a path, until it is unmounted. Rejects with `InvalidError` for a
   * path that is not absolute and an image that is not built.
   * @param image left out: an empty directory
   */
  async mountImage(path: string, image?: Image): Promise<void> {
    const place = absolute("Sandbox.mountImage", path);
    if (image !== undefined && !(image instanceof Image))
      throw new TypeError(`Sandbox.mountImage takes an Image, got ${describe(image)}.`);
    const imageId = image && this.within(() => idOf(image));
    await this.send("sandbox.mountImage", { path: place, imageId: imageId ?? null });
  }

  /** What was at the path before an image was mounted there is there again. */
  async unmountImage(path: string): Promise<void> {
    await this.send("sandbox.unmountImage", { path: absolute("Sandbox.unmountImage", path) });
  }

  /**
   * Commits what was written to its volumes, and shows what others have committed.
   * @param options.timeoutMs more than 0. Default: 55,000
   */
  async reloadVolumes(options: { timeoutMs?: number } = {}): Promise<void> {
    checkOptions("Sandbox.reloadVolumes", options, ["timeoutMs"]);
    const { timeoutMs = TIMEOUT_MS } = options;
    checkPositive("Sandbox.reloadVolumes", "timeoutMs", timeoutMs);
    await this.send("sandbox.reloadVolumes", { timeoutMs });
  }

  async #snapshot(what: string, path: string | undefined, options: SnapshotOptions): Promise<Image> {
    checkOptions(what, options, ["timeoutMs", "ttlMs"]);
    const { timeoutMs = TIMEOUT_MS, ttlMs = TTL_MS } = options;
    checkPositive(what, "timeoutMs", timeoutMs);
    if (ttlMs !== null) checkPositive(what, "ttlMs", ttlMs);
    const { imageId } = await this.send("sandbox.snapshot", { path, timeoutMs, ttlMs });
    return Image.fromId(imageId);
  }
}

/** @throws InvalidError for an image that is not built */
function idOf(image: Image): string {
  const [bottom] = image.layers;
  const id =
    image.layers.length === 1 && bottom?.kind === "id"
      ? bottom.id
      : currentSession()?.bindings.imageId(image.definition);
  if (id !== undefined) return id;
  throw new InvalidError("Sandbox.mountImage takes an image that is built: call `await image.build(app)` first.");
}
