import type { Outcome } from "../../contract/backend.js";
import type { ClusterRecord } from "../records/cluster-record.js";
import type { Container } from "../records/container.js";

/**
 * What the containers of a cluster make of the input that they all work on.
 * Modal: docs/modal/batching-concurrency-clusters.md#clusters.
 */
export class ClusterAnswers {
  readonly #cluster: ClusterRecord;
  readonly #outcomes = new Map<Container, Outcome>();

  constructor(cluster: ClusterRecord) {
    this.#cluster = cluster;
  }

  /** They get an input. */
  begin(): void {
    this.#outcomes.clear();
  }

  /**
   * One has ended the input. @returns what the input comes to, if that is known now: the first failure, or what rank 0
   * returns once all have ended
   */
  add(container: Container, outcome: Outcome): Outcome | undefined {
    this.#outcomes.set(container, outcome);
    if (!outcome.ok) return outcome;
    const { containers } = this.#cluster;
    return this.#outcomes.size === containers.length ? this.#outcomes.get(container.leader) : undefined;
  }

  /** Containers that have not ended the input. */
  get working(): readonly Container[] {
    return this.#cluster.containers.filter((container) => !this.#outcomes.has(container));
  }
}
