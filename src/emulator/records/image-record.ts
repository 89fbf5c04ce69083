import type { BuiltFile, ImageFile, ImageStep } from "../../contract/image-definition.js";

/** An image that was built: a layer, and the image below it. */
export interface ImageRecord {
  readonly id: string;
  /** Of what it says, and of the image below it. */
  readonly key: string;
  readonly below: ImageRecord | undefined;
  readonly kind: ImageStep["kind"];
  /** As lines of a Dockerfile. */
  readonly text: string;
  /** With what the images below have, as all that follows. */
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string | undefined;
  /** What it has on a container's disk; files of this machine where it had them when they were last asked for. */
  files: readonly ImageFile[];
  /** What it ran has left, of the last time that it was built. */
  built: readonly BuiltFile[];
  /** Epoch milliseconds of virtual time; of the last time, if it was built again. */
  builtAt: number;
  /** Whether it was there already when it was asked for last. */
  isCached: boolean;
  /** Whether others that ask for it find it. */
  isKept: boolean;
}

/** The image of a function's containers. */
export interface ContainerImage {
  readonly record: ImageRecord;
  /** Those of the image, and what containers get as they start; later ones win. */
  readonly files: readonly ImageFile[];
}

/** An image and those below it, from the top. */
export function* layersOf(image: ImageRecord): Generator<ImageRecord, void> {
  for (let layer: ImageRecord | undefined = image; layer; layer = layer.below) yield layer;
}
