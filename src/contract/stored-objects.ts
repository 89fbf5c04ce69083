import type { Compact } from "./compact.js";

/** A proxy as plain data. */
export type ProxyDefinition = NamedObject | IdentifiedObject;

/** How a volume appears in a container. */
export interface VolumeMountOptions {
  /** Writes in the container fail. Default: false. */
  readonly readOnly?: boolean;
  /**
   * Mount this directory of the volume, made at container start; `"/"` is the whole volume. Default: the whole volume.
   */
  readonly subPath?: string;
}

/** A volume as plain data. */
export type VolumeDefinition = VolumeMountOptions & {
  /** A handle that `readOnly()` gave. */ readonly writes?: "refused";
} & ((NamedObject & { readonly version?: number }) | IdentifiedObject);

/** A mounted volume or bucket as plain data. */
export type VolumeMount =
  | { readonly kind: "volume"; readonly path: string; readonly volume: VolumeDefinition }
  | { readonly kind: "bucket"; readonly path: string; readonly bucket: CloudBucketMountDefinition };

/** A network file system as plain data. */
export type NetworkFileSystemDefinition = NamedObject | IdentifiedObject;

/** A dict as plain data. */
export type DictDefinition = NamedObject | IdentifiedObject;

/** A queue as plain data. */
export type QueueDefinition = NamedObject | IdentifiedObject;

/** A secret as plain data: where its values come from, or the values themselves. */
export type SecretDefinition =
  | {
      readonly kind: "named";
      readonly name: string;
      readonly environment?: string;
      readonly requiredKeys: readonly string[];
    }
  | IdentifiedObject
  /** `isPublic`: of the option `env`, whose values are shown in logs. */
  | { readonly kind: "values"; readonly values: Readonly<Record<string, string>>; readonly isPublic?: true }
  | { readonly kind: "dotenv"; readonly path?: string; readonly filename: string };

/** An environment as plain data. */
export type EnvironmentDefinition = NamedObject;

/** A mounted bucket as plain data. */
export type CloudBucketMountDefinition = Readonly<
  Compact<{
    provider: "s3" | "r2" | "gcp";
    bucketName: string;
    bucketEndpointUrl: string | undefined;
    keyPrefix: string | undefined;
    secret: SecretDefinition | undefined;
    oidcAuthRoleArn: string | undefined;
    readOnly: boolean;
    requesterPays: boolean;
    forcePathStyle: boolean;
  }>
>;

/**
 * An object of the backend, by name. Nothing is looked up before it is used.
 * Modal: docs/modal/handles-and-names.md#creating-and-looking-up.
 */
export interface NamedObject {
  readonly kind: "named";
  readonly name: string;
  /** Where the name is looked up; left out, the environment of the running app. */
  readonly environment?: string;
  readonly createIfMissing: boolean;
}

/** An object of the backend, by id. */
export interface IdentifiedObject {
  readonly kind: "id";
  readonly id: string;
  /** Known if the object was listed. */
  readonly name?: string;
}
