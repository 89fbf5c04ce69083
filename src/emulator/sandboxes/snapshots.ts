import type { BuiltFile } from "../../contract/image-definition.js";
import type { Images } from "../images/images.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ImageRecord } from "../records/image-record.js";
import type { SandboxRecord } from "./sandbox-record.js";

/** Makes images of what sandboxes have on their disks. */
export class Snapshots {
  readonly #kernel: Kernel;
  readonly #images: Images;

  constructor(kernel: Kernel, images: Images) {
    this.#kernel = kernel;
    this.#images = images;
  }

  /**
   * @param path of the directory that it is of; left out, it is of the whole disk, over the image of the sandbox
   * @param ttlMs after which it is deleted; `null`: never
   */
  add(
    { id, image }: SandboxRecord,
    built: readonly BuiltFile[],
    path: string | undefined,
    ttlMs: number | null,
  ): string {
    const { store } = this.#images;
    const below = path === undefined ? image.record : undefined;
    const imageId = this.#kernel.ids.next("im");
    const record: ImageRecord = {
      id: imageId,
      key: imageId,
      below,
      kind: "snapshot",
      text: `# snapshot of ${path ?? "the disk"} of sandbox ${id}`,
      env: below?.env ?? {},
      workdir: below?.workdir,
      files: path === undefined ? [...image.files, ...built] : built,
      built,
      builtAt: this.#kernel.now,
      isCached: false,
      isKept: true,
    };
    store.add(record);
    store.ask(record);
    this.#kernel.events.add("sandbox.snapshotted", {
      sandbox: id,
      image: imageId,
      path: path ?? null,
      files: built.length,
    });
    if (ttlMs !== null)
      this.#kernel.timers.set({
        at: this.#kernel.now + ttlMs,
        kind: "housekeeping",
        label: () => `end of snapshot ${imageId}`,
        fire: () => {
          if (store.get(imageId) !== record) return;
          store.delete(record);
          this.#kernel.events.add("image.deleted", { image: imageId });
        },
      });
    return imageId;
  }
}
