import type { ImageFile } from "../../../contract/image-definition.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import type { Lane } from "./lane.js";

/** The files of an image, by the number that stands for the list in a lane. */
export type NumberedImage = readonly [number: number, files: readonly ImageFile[]];

/** The images of one world: lists of files, which may be long, come to each lane once. */
export class WorldImages {
  readonly #numbers = new WeakMap<readonly ImageFile[], number>();
  #last = 0;

  /**
   * Sees to it that a lane has the files of a container's image.
   * @param images what the lane is told with the next turn
   * @returns what to tell it of the container
   */
  bring(lane: Lane, spec: ContainerSpec, images: NumberedImage[]): ContainerSpec {
    if (!spec.disk) return spec;
    const { files } = spec.disk;
    if (typeof files === "number" || files.length === 0) return spec;
    const number = this.#numbers.get(files) ?? ++this.#last;
    this.#numbers.set(files, number);
    if (!lane.images.has(number)) images.push([number, files]);
    lane.images.add(number);
    return { ...spec, disk: { ...spec.disk, files: number } };
  }
}
