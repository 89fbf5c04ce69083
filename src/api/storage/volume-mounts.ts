import { CloudBucketMount } from "./cloud-bucket-mount.js";
import { InvalidError } from "../../contract/errors.js";
import { parseMounts } from "./parse-mounts.js";
import { Volume } from "./volume.js";
import type { VolumeMount } from "../../contract/stored-objects.js";

/** What the `volumes` option takes: what is mounted at which absolute path. Undefined leaves a path out. */
export type VolumeMounts = Readonly<Record<string, Volume | CloudBucketMount | undefined>>;

/**
 * The mounts of an app and one of its functions together; at the same path the later layer wins.
 * Modal: docs/modal/function-options.md#options, docs/modal/buckets-and-mounts.md#mount-paths.
 * @throws InvalidError for a bad path, a value of a wrong type, and a volume at several paths
 */
export function parseVolumeMounts(...layers: readonly VolumeMounts[]): readonly VolumeMount[] {
  const merged = new Map<string, Volume | CloudBucketMount>();
  for (const layer of layers) {
    for (const [path, value] of parseMounts("volumes", layer, isVolumeOrBucket, "a Volume or CloudBucketMount"))
      merged.set(path, value);
  }
  const paths = new Map<Volume, string>();
  for (const [path, value] of merged) {
    if (!(value instanceof Volume)) continue;
    const other = paths.get(value);
    if (other !== undefined)
      throw new InvalidError(`Option "volumes": the same Volume is mounted at multiple paths, ${other} and ${path}.`);
    paths.set(value, path);
  }
  return Array.from(merged, ([path, value]) =>
    value instanceof Volume
      ? { kind: "volume", path, volume: value.definition }
      : { kind: "bucket", path, bucket: value.definition },
  );
}

function isVolumeOrBucket(value: unknown): value is Volume | CloudBucketMount {
  return value instanceof Volume || value instanceof CloudBucketMount;
}
