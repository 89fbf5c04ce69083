import type { LocalFile } from "../../../contract/image-definition.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import type { Lane } from "./lane.js";

/** The local files of an image, by the number that stands for the list in a lane. */
export type NumberedImage = readonly [number: number, localFiles: readonly LocalFile[]];

/** The images of one world: lists of local files, which may be long, come to each lane once. */
export class WorldImages {
  readonly #numbers = new WeakMap<readonly LocalFile[], number>();
  #last = 0;

  /**
   * Sees to it that a lane has the local files of a container's image.
   * @param images what the lane is told with the next turn
   * @returns what to tell it of the container
   */
  bring(lane: Lane, spec: ContainerSpec, images: NumberedImage[]): ContainerSpec {
    if (!spec.disk) return spec;
    const { localFiles } = spec.disk;
    if (typeof localFiles === "number" || localFiles.length === 0) return spec;
    const number = this.#numbers.get(localFiles) ?? ++this.#last;
    this.#numbers.set(localFiles, number);
    if (!lane.images.has(number)) images.push([number, localFiles]);
    lane.images.add(number);
    return { ...spec, disk: { ...spec.disk, localFiles: number } };
  }
}
