import type { Container } from "./container.js";
import type { ClusterSettings, ClusterInfo } from "../../contract/cluster-settings.js";

/**
 * Containers that work on each input together, and share their fate. The one of rank 0 stands for all.
 * Modal: docs/modal/batching-concurrency-clusters.md#clusters.
 */
export class ClusterRecord {
  readonly id: string;
  /** By rank. */
  readonly containers: readonly Container[];
  /** All but rank 0. */
  readonly followers: readonly Container[];
  readonly #settings: ClusterSettings;
  readonly #starting: Set<Container>;

  constructor(id: string, containers: readonly Container[], settings: ClusterSettings) {
    this.id = id;
    this.containers = containers;
    this.followers = containers.slice(1);
    this.#settings = settings;
    this.#starting = new Set(containers);
  }

  /** One has started. @returns whether all have */
  hasStarted(container: Container): boolean {
    this.#starting.delete(container);
    return this.#starting.size === 0;
  }

  infoOf(container: Container): ClusterInfo {
    const { fabricSize } = this.#settings;
    return {
      rank: this.containers.indexOf(container),
      clusterId: this.id,
      containerIps: this.containers.map(({ ordinal }) => `fdaa::${ordinal.toString(16)}`),
      containerIpv4Ips: this.containers.map(
        ({ ordinal }) => `10.${(ordinal >> 16) & 255}.${(ordinal >> 8) & 255}.${ordinal & 255}`,
      ),
      fabricIds: this.containers.map((_, rank) => `${this.id}/${Math.floor(rank / fabricSize)}`),
    };
  }
}
