import type { ImagePlan, ImageReference } from "./image-definition.js";

/** A line that the build of a layer has written. */
export interface BuildLine {
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  readonly source: "stdout" | "stderr";
  readonly text: string;
  /** The layer. */
  readonly imageId: string;
}

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** The commands of images, a part of `Commands`. */
export interface ImageCommands {
  /** Builds an image for an app; what needs no building is there already. */
  readonly "image.build": Entry<{ appId: string; image: ImagePlan }, { imageId: string }>;
  readonly "image.lookup": Entry<{ image: ImageReference }, { imageId: string }>;
  /** Gives a built image a name, and takes it from another that has it. */
  readonly "image.publish": Entry<
    { imageId: string; name: string; tag: string; environment?: string | undefined },
    null
  >;
  /** Also the names that it has. */
  readonly "image.delete": Entry<{ imageId: string }, null>;
  /**
   * What was written as an image was last built, or failed to be.
   * @param layers of so many layers from the top; left out, of all
   * @param last only so many lines, from the end
   */
  readonly "image.logs": Entry<
    { image: ImageReference; layers?: number | undefined; last?: number | undefined },
    readonly BuildLine[]
  >;
}
