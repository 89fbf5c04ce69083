import type { MountedChanges } from "../../kernel/mount-spec.js";
import type { ContainerSpec, Delivery, Request } from "../../kernel/protocol.js";
import { builtFiles } from "../mounts/built-files.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { MountsHost } from "../mounts/mounts-host.js";
import { MountSync } from "../mounts/mount-sync.js";
import { LentFiles } from "../scratch/lent-files.js";
import type { Pulse } from "../routing/pulse.js";
import { OwnPrograms } from "../programs/own-programs.js";

/** What mounts need of their container. */
export interface MountedContainer extends Pick<MountsHost, "now" | "chance"> {
  readonly spec: ContainerSpec;
  request(request: Request): void;
}

/**
 * The mounts of a container and its own disk, if it has any, and what of them is exchanged with the kernel. What only
 * some containers use is made when it is first asked for: most have a disk and do nothing to it.
 */
export class OwnMounts implements MountsHost {
  readonly #container: MountedContainer;
  readonly #pulse: Pulse;
  #mounts: ContainerMounts | undefined;
  #lent: LentFiles | undefined;
  #programs: OwnPrograms | undefined;
  #sync: MountSync | undefined;

  constructor(container: MountedContainer, pulse: Pulse) {
    this.#container = container;
    this.#pulse = pulse;
  }

  get now(): number {
    return this.#container.now;
  }

  get chance(): MountsHost["chance"] {
    return this.#container.chance;
  }

  get turn(): number {
    return this.#pulse.beats;
  }

  get mounts(): ContainerMounts | undefined {
    return this.#mounts;
  }

  /** Before its code is evaluated. */
  set(mounts: ContainerMounts): void {
    const { mounts: specs, environmentName } = this.#container.spec;
    this.#mounts = mounts;
    this.#sync = new MountSync(specs, environmentName, mounts);
  }

  /** Files of it that databases and sockets use. */
  get lent(): LentFiles | undefined {
    return (this.#lent ??= this.#mounts && new LentFiles(this.#mounts));
  }

  /** Those that its code starts, where it has a disk of its own. */
  get programs(): OwnPrograms | undefined {
    const { disk } = this.#container.spec;
    return (this.#programs ??= this.#mounts && disk && new OwnPrograms(this.#mounts, disk.children, this.#pulse));
  }

  get sync(): MountSync | undefined {
    return this.#sync;
  }

  /** Something is to be done with them. */
  take(delivery: Extract<Delivery, { type: "files" | "commit" | "capture" }>): void {
    if (delivery.type === "files") this.#sync?.show(delivery.mounts);
    else if (delivery.type === "commit") this.#commit(delivery.objects);
    else this.#capture();
  }

  /** It is to commit what it has changed in these. */
  #commit(objectIds: readonly string[]): void {
    this.#container.request({ type: "committed", mounts: this.#sync?.takeChanged(objectIds) ?? [] });
  }

  /** It has built an image. */
  #capture(): void {
    this.#container.request({ type: "committed", mounts: this.#sync?.collect("uncommitted") ?? [] });
    this.#container.request({
      type: "captured",
      files: this.#container.spec.disk && this.#mounts ? builtFiles(this.#mounts) : [],
    });
  }

  /** To be called when a turn is over. */
  endTurn(): void {
    const written = this.#sync?.collect("immediate") ?? [];
    if (written.length > 0) this.#container.request({ type: "written", mounts: written });
    const changed = this.#sync?.tellChanged() ?? [];
    if (changed.length > 0) this.#container.request({ type: "changed", objects: changed });
  }

  /** @param isHard what it has not committed is lost */
  leave(isHard: boolean): void {
    if (this.#container.spec.mounts.length === 0) return;
    const mounts: MountedChanges[] = this.#sync?.collect(isHard ? "immediate" : "uncommitted") ?? [];
    this.#container.request({ type: "left", mounts });
  }

  close(): void {
    this.#mounts?.close();
  }
}
