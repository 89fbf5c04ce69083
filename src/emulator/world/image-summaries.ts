import type { ImageStore } from "../images/image-store.js";
import { layersOf } from "../records/image-record.js";

/** One image of a world, as a function or `image.build` has asked for it. */
export interface ImageSummary {
  /** `im-…` */
  readonly imageId: string;
  /** From the base upwards. */
  readonly layers: readonly ImageLayerSummary[];
  /** Epoch milliseconds of virtual time, at which its last layer was built. */
  readonly builtAt: number;
  /** Whether all of it was there already when it was asked for last. */
  readonly cached: boolean;
  /** What it is published as: `environment/name:tag`. */
  readonly names: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `undefined` if no layer sets it. */
  readonly workdir: string | undefined;
}

/** A layer, which is an image of its own. */
export interface ImageLayerSummary {
  readonly imageId: string;
  /** Such as `pipInstall`. */
  readonly kind: string;
  /** As lines of a Dockerfile. */
  readonly text: string;
  readonly builtAt: number;
  readonly cached: boolean;
}

export function imageRecords(store: ImageStore): ImageSummary[] {
  return Array.from(store.asked, (image) => {
    const layers = Array.from(layersOf(image), ({ id: imageId, kind, text, builtAt, isCached: cached }) => ({
      imageId,
      kind,
      text,
      builtAt,
      cached,
    })).toReversed();
    const { id: imageId, builtAt, env, workdir } = image;
    const cached = layers.every((layer) => layer.cached);
    return { imageId, layers, builtAt, cached, names: store.namesOf(image), env, workdir };
  });
}
