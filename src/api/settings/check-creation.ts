import type { ContainerSettings } from "../../contract/container-settings.js";
import { InvalidError } from "../../contract/errors.js";
import { checkImageLoad } from "../images/check-image-load.js";
import { checkObjectName } from "../../checks/names.js";
import { describe } from "../../checks/options.js";
import type { CpuDefinition, MemoryDefinition } from "../../contract/resource-definitions.js";
import type { VolumeMount } from "../../contract/stored-objects.js";

const CLOUDS: readonly string[] = ["aws", "gcp", "oci", "auto"];

type CheckedSettings = Partial<
  Pick<ContainerSettings, "cpu" | "memory" | "cloud" | "image" | "volumes" | "secrets" | "proxy">
>;

/**
 * Checks what Modal checks only when a function or class is created, as its app runs or is deployed, or as a variant is
 * used. Modal: docs/modal/handles-and-names.md#lazy-handles, docs/modal/buckets-and-mounts.md#mount-paths,
 * docs/modal/dynamic-options.md, docs/modal/containers.md#resources, docs/modal/volumes.md.
 * @param subject how messages call it, such as `Function "f"`
 * @throws InvalidError for a fault in cpu, memory, cloud, image, or in the volumes and secrets that it names
 */
export function checkCreation(subject: string, settings: CheckedSettings): void {
  checkCpu(subject, settings.cpu);
  checkMemory(subject, settings.memory);
  if (settings.cloud !== undefined && !CLOUDS.includes(settings.cloud.toLowerCase())) {
    throw new InvalidError(
      `${subject}: option "cloud" must be one of ${CLOUDS.join(", ")}, got ${describe(settings.cloud)}.`,
    );
  }
  if (settings.image) checkImageLoad(settings.image);
  checkVolumes(subject, settings.volumes ?? []);
  for (const secret of settings.secrets ?? []) {
    if (secret.kind === "named") checkObjectName("Secret", secret.name);
  }
  if (settings.proxy?.kind === "named") checkObjectName("Proxy", settings.proxy.name);
}

function checkCpu(subject: string, cpu: CpuDefinition | undefined): void {
  if (cpu === undefined) return;
  const { requestMilli, limitMilli } = cpu;
  if (requestMilli <= 0)
    throw new InvalidError(`${subject}: option "cpu" must be above 0 cores, got ${requestMilli / 1000}.`);
  checkLimit(subject, "cpu", requestMilli / 1000, limitMilli === undefined ? undefined : limitMilli / 1000);
}

function checkMemory(subject: string, memory: MemoryDefinition | undefined): void {
  if (memory !== undefined) checkLimit(subject, "memoryMiB", memory.requestMiB, memory.limitMiB);
}

function checkLimit(subject: string, option: string, request: number, limit: number | undefined): void {
  if (limit === undefined || limit >= request) return;
  throw new InvalidError(
    `${subject}: the limit of option "${option}" (${limit}) must not be below the request (${request}).`,
  );
}

function checkVolumes(subject: string, mounts: readonly VolumeMount[]): void {
  const paths = new Map<string, string>();
  for (const mount of mounts) {
    if (mount.kind !== "volume") continue;
    const { volume, path } = mount;
    if ("version" in volume && volume.version !== 1 && volume.version !== 2) {
      throw new InvalidError(
        `Volume "${volume.name}": version must be either 1 or 2, got ${describe(volume.version)}.`,
      );
    }
    const identity = volume.kind === "id" ? volume.id : `${volume.environment ?? ""}/${volume.name}`;
    const other = paths.get(identity);
    if (other !== undefined)
      throw new InvalidError(`${subject} mounts the same Volume at multiple paths, ${other} and ${path}.`);
    paths.set(identity, path);
  }
}
