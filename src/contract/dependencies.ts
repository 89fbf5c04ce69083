import type { ContainerSettings } from "./container-settings.js";

/** How many objects of each kind a function needs. Modal: docs/modal/apps.md#dependencies-in-containers. */
export type Dependencies = Readonly<Record<(typeof DEPENDENCY_KINDS)[number], number>>;

export const DEPENDENCY_KINDS = ["secrets", "volumes", "buckets", "networkFileSystems", "proxies"] as const;

export type DependencySettings = Pick<ContainerSettings, "secrets" | "volumes" | "networkFileSystems"> & {
  readonly proxy?: ContainerSettings["proxy"] | undefined;
};

export function dependenciesOf({ secrets, volumes, networkFileSystems, proxy }: DependencySettings): Dependencies {
  const buckets = volumes.filter(({ kind }) => kind === "bucket").length;
  return {
    secrets: secrets.length,
    volumes: volumes.length - buckets,
    buckets,
    networkFileSystems: networkFileSystems.length,
    proxies: proxy ? 1 : 0,
  };
}
