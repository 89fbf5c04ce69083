import { CloudBucketMount } from "../../api/storage/cloud-bucket-mount.js";
import { Secret } from "../../api/storage/secret.js";
import { Volume } from "../../api/storage/volume.js";
import { InvalidError } from "../../contract/errors.js";
import type { CloudBucketMount as BucketMessage, GPUConfig, Resources, VolumeMount } from "../protocol/modal.js";
import { orUndefined } from "./service.js";

/** What a function or sandbox mounts, by its path. @throws InvalidError for the id of something else */
export function mountsOf(
  volumes: readonly VolumeMount[],
  buckets: readonly BucketMessage[],
): Record<string, Volume | CloudBucketMount> {
  return Object.fromEntries([
    ...volumes.map(({ mountPath, ...mount }) => [mountPath, volumeOf(mount)] as const),
    ...buckets.map(({ mountPath, ...bucket }) => [mountPath, bucketOf(bucket)] as const),
  ]);
}

function volumeOf({ volumeId, readOnly, subPath }: Omit<VolumeMount, "mountPath">): Volume {
  const volume = Volume.fromId(volumeId);
  const path = orUndefined(subPath);
  return readOnly || path !== undefined
    ? volume.withMountOptions({ ...(readOnly && { readOnly }), ...(path !== undefined && { subPath: path }) })
    : volume;
}

function bucketOf(bucket: Omit<BucketMessage, "mountPath">): CloudBucketMount {
  const { bucketName, credentialsSecretId, readOnly, requesterPays, forcePathStyle } = bucket;
  const { bucketEndpointUrl, keyPrefix, oidcAuthRoleArn } = bucket;
  return new CloudBucketMount(bucketName, {
    readOnly,
    requesterPays,
    forcePathStyle,
    ...(credentialsSecretId !== "" && { secret: Secret.fromId(credentialsSecretId) }),
    ...(bucketEndpointUrl && { bucketEndpointUrl }),
    ...(keyPrefix && { keyPrefix }),
    ...(oidcAuthRoleArn && { oidcAuthRoleArn }),
  });
}

/** Secrets by their ids. @throws InvalidError for the id of something else */
export function secretsOf(ids: readonly string[]): Secret[] {
  return ids.map((id) => Secret.fromId(id));
}

export interface ResourceOptions {
  readonly cpu?: number | [number, number];
  readonly memoryMiB?: number | [number, number];
  readonly gpu?: string;
}

/** What a function or sandbox is to have of the machine. */
export function resourcesOf(resources: Resources | null | undefined): ResourceOptions {
  if (!resources) return {};
  const { milliCpu, milliCpuMax, memoryMb, memoryMbMax, gpuConfig } = resources;
  return {
    ...range("cpu", milliCpu / 1000, milliCpuMax / 1000),
    ...range("memoryMiB", memoryMb, memoryMbMax),
    ...(gpuConfig?.gpuType && { gpu: gpuOf(gpuConfig) }),
  };
}

function range<N extends string>(name: N, request: number, limit: number): { [K in N]?: number | [number, number] } {
  if (request === 0 && limit > 0) throw new InvalidError(`A limit of ${name} needs a request.`);
  if (request === 0) return {};
  return { [name]: limit > 0 ? [request, limit] : request } as { [K in N]: number | [number, number] };
}

/** As options name it. */
export function gpuOf({ gpuType, count }: GPUConfig): string {
  return count > 1 ? `${gpuType}:${count}` : gpuType;
}
