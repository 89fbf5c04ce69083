import { ExecutionError } from "../../../contract/errors.js";
import type { DiskDefinition, ImageFile } from "../../../contract/image-definition.js";
import { BARE_FILES } from "./bare-files.js";
import { HOST_FILES } from "./host-files.js";
import { lowerFiles } from "./image-layer.js";
import type { LowerFiles } from "./tree/lower-files.js";

/** What is known of an image, and what shows through on disks, made when the first of them needs it. */
interface LaneImage {
  readonly files: readonly ImageFile[];
  overMachine?: LowerFiles;
  overBare?: LowerFiles;
}

/** The images with files that containers of a lane have, by the numbers that stand for them. */
export class LaneImages {
  readonly #images = new Map<number, LaneImage>();

  add(images: readonly (readonly [number: number, files: readonly ImageFile[]])[]): void {
    for (const [number, files] of images) this.#images.set(number, { files });
  }

  clear(): void {
    this.#images.clear();
  }

  /** What shows through on a disk. */
  lowerFiles({ files, isBare }: DiskDefinition): LowerFiles {
    if (typeof files !== "number") return isBare ? BARE_FILES : HOST_FILES; // there are none
    const image = this.#images.get(files);
    if (!image) throw new ExecutionError("The files of an image did not reach its lane.");
    return isBare
      ? (image.overBare ??= lowerFiles(image.files, BARE_FILES))
      : (image.overMachine ??= lowerFiles(image.files, HOST_FILES));
  }
}
