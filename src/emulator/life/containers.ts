import type { ClusterSettings } from "../../contract/cluster-settings.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import type { EndEvent } from "../kernel/event-log.js";
import type { Kernel } from "../kernel/kernel.js";
import { ClusterRecord } from "../records/cluster-record.js";
import { Container } from "../records/container.js";
import type { ContainerOwner } from "../records/container-owner.js";
import type { ContainerTarget } from "../records/container-target.js";

/** Positions beyond all that others come to have; lanes keep them in 32 bits. */
const FIRST_APART = 2 ** 30;

/** What a container is made for. */
export interface ContainerPurpose {
  readonly owner: ContainerOwner;
  readonly settings: ContainerSettings;
  /** Why it is needed. */
  readonly reason: string;
  /**
   * Its id, for one that is not counted among the others: they are alike whether it is there or not. It takes no time
   * before it starts.
   */
  readonly apart?: string;
}

/** Where a container comes from: a redeploy changes the options of a function, but not those that it was made with. */
export interface ContainerOrigin {
  readonly target: ContainerTarget;
  readonly settings: ContainerSettings;
  /** Rank 0 of its cluster, whose attempts are also its own; itself, if there is none. */
  readonly leader: string;
  /** Why it was started. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** All containers of a world: those that live, and where each came from. */
export class Containers {
  readonly #kernel: Kernel;
  readonly #byOrdinal = new Map<number, Container>();
  /** What each container is for, and the options it was made with; also of those that ended, by id. */
  readonly #origins = new Map<string, ContainerOrigin>();
  #created = 0;
  #apart = FIRST_APART;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Containers that have not stopped. */
  get alive(): IteratorObject<Container> {
    return this.#byOrdinal.values();
  }

  byOrdinal(ordinal: number): Container | undefined {
    return this.#byOrdinal.get(ordinal);
  }

  /** What a container is or was for. */
  targetOf(containerId: string): ContainerTarget {
    return this.originOf(containerId).target;
  }

  originOf(containerId: string): ContainerOrigin {
    const origin = this.#origins.get(containerId);
    if (!origin) throw new TypeError(`There was no container ${containerId} in this world.`);
    return origin;
  }

  /** Those that live, and those whose ends are kept in the event log, by id, as they were created. */
  get origins(): ReadonlyMap<string, ContainerOrigin> {
    return this.#origins;
  }

  /** One container, or a cluster of them. @returns the one of rank 0 */
  add(purpose: ContainerPurpose, clustered?: ClusterSettings): Container {
    const leader = this.#add(purpose);
    if (!clustered) return leader;
    const followers = Array.from({ length: clustered.size - 1 }, (_, index) =>
      this.#add({ ...purpose, reason: `rank ${index + 1} of the cluster of ${leader.id}` }, leader),
    );
    const cluster = new ClusterRecord(this.#kernel.ids.next("cl"), [leader, ...followers], clustered);
    for (const each of cluster.containers) each.cluster = cluster;
    return leader;
  }

  #add({ owner, settings, reason, apart }: ContainerPurpose, leader?: Container): Container {
    const { target } = owner;
    const container =
      apart === undefined
        ? new Container(++this.#created, this.#kernel.ids.next("ta"), owner)
        : new Container(++this.#apart, apart, owner);
    this.#byOrdinal.set(container.ordinal, container);
    this.#origins.set(container.id, {
      target,
      settings,
      leader: leader?.id ?? container.id,
      reason,
      createdAt: this.#kernel.now,
    });
    this.#kernel.events.add("container.created", { container: container.id, function: target.tag, reason });
    return container;
  }

  /** A container has stopped. */
  remove(container: Container): void {
    this.#byOrdinal.delete(container.ordinal);
  }

  /** Forgets containers that stopped before the events that are kept. */
  forget(ends: readonly EndEvent[]): void {
    for (const event of ends) if (event.type === "container.stopped") this.#origins.delete(event.container);
  }
}
