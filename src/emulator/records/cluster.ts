import type { Outcome } from "../../contract/backend.js";
import type { InputRecord } from "./call-record.js";
import type { Container } from "./container.js";
import type { ClusterSettings, ClusterInfo } from "../../contract/cluster-settings.js";

/**
 * Containers that work on each input together, and share their fate. Their pool knows the one of rank 0 only, which
 * stands for all. Modal: section 5.3.
 */
export class Cluster {
  readonly id: string;
  /** By rank. */
  readonly members: readonly Container[];
  readonly #settings: ClusterSettings;
  readonly #starting: Set<Container>;
  /** What those that have ended the input came to. */
  readonly #outcomes = new Map<Container, Outcome>();

  constructor(id: string, members: readonly Container[], settings: ClusterSettings) {
    this.id = id;
    this.members = members;
    this.#settings = settings;
    this.#starting = new Set(members);
    for (const member of members) member.cluster = this;
  }

  get followers(): readonly Container[] {
    return this.members.slice(1);
  }

  /** A member has started. @returns whether all have */
  hasStarted(member: Container): boolean {
    this.#starting.delete(member);
    if (this.#starting.size > 0) return false;
    for (const follower of this.followers) follower.moveTo("idle");
    return true;
  }

  /** All members get an input. */
  begin(input: InputRecord): void {
    this.#outcomes.clear();
    for (const follower of this.followers) {
      follower.moveTo("busy");
      follower.inputs.add(input);
      follower.wake?.setActive(true);
    }
  }

  /**
   * A member has ended the input. @returns what the input comes to, if that is known now: the first failure, or what
   * rank 0 returns once all have ended
   */
  answer(member: Container, outcome: Outcome): Outcome | undefined {
    this.#outcomes.set(member, outcome);
    if (!outcome.ok) return outcome;
    const [leader] = this.members;
    return leader && this.#outcomes.size === this.members.length ? this.#outcomes.get(leader) : undefined;
  }

  /** Members that have not ended the input. */
  get working(): readonly Container[] {
    return this.members.filter((member) => !this.#outcomes.has(member));
  }

  /** The input is not theirs any more. */
  released(input: InputRecord): void {
    for (const follower of this.followers) {
      follower.inputs.delete(input);
      if (follower.state !== "busy") continue;
      follower.moveTo("idle");
      follower.wake?.setActive(false);
    }
  }

  infoOf(member: Container): ClusterInfo {
    const { fabricSize } = this.#settings;
    return {
      rank: this.members.indexOf(member),
      clusterId: this.id,
      containerIps: this.members.map(({ ordinal }) => `fdaa::${ordinal.toString(16)}`),
      containerIpv4Ips: this.members.map(
        ({ ordinal }) => `10.${(ordinal >> 16) & 255}.${(ordinal >> 8) & 255}.${ordinal & 255}`,
      ),
      fabricIds: this.members.map((_, rank) => `${this.id}/${Math.floor(rank / fabricSize)}`),
    };
  }
}
