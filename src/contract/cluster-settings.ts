/** How many containers work on one input together. RDMA and the size of the fabric are recorded. */
export interface ClusterSettings {
  readonly size: number;
  readonly rdma: boolean;
  readonly fabricSize: number;
}

/** What a container knows of its cluster. */
export interface ClusterInfo {
  /** Its own position, from 0; what the container of rank 0 returns is the result. */
  readonly rank: number;
  readonly clusterId: string;
  /** IPv6 addresses by rank; nothing listens there. */
  readonly containerIps: readonly string[];
  readonly containerIpv4Ips: readonly string[];
  /** Fabrics by rank. */
  readonly fabricIds: readonly string[];
}

export type Counts = { readonly [K in "minContainers" | "maxContainers" | "bufferContainers"]?: number | undefined };

/** What speaks against numbers of containers: they come in clusters. Modal: docs/modal/containers.md#autoscaler. */
export function clusterProblem({
  cluster,
  minContainers,
  maxContainers,
  bufferContainers,
}: Counts & { readonly cluster?: ClusterSettings | undefined }): string | undefined {
  if (!cluster) return undefined;
  const wrong = Object.entries({ minContainers, maxContainers, bufferContainers }).find(
    ([, count = 0]) => Number.isFinite(count) && count % cluster.size !== 0,
  );
  return wrong && `option "${wrong[0]}" (${wrong[1]}) must be a multiple of the cluster's size (${cluster.size}).`;
}
