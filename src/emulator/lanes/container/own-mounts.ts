import type { MountedChanges } from "../../kernel/mount-spec.js";
import type { ContainerSpec, Request } from "../../kernel/protocol.js";
import { builtFiles } from "../mounts/built-files.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { MountSync } from "../mounts/mount-sync.js";
import { LentFiles } from "../scratch/lent-files.js";
import type { Pulse } from "../routing/pulse.js";
import { OwnPrograms } from "../programs/own-programs.js";

/** The mounts of a container and its own disk, if it has any, and what of them is exchanged with the kernel. */
export class OwnMounts {
  readonly #spec: ContainerSpec;
  readonly #pulse: Pulse;
  readonly #request: (request: Request) => void;
  #mounts: ContainerMounts | undefined;
  #lent: LentFiles | undefined;
  #programs: OwnPrograms | undefined;
  #sync: MountSync | undefined;

  constructor(spec: ContainerSpec, pulse: Pulse, request: (request: Request) => void) {
    this.#spec = spec;
    this.#pulse = pulse;
    this.#request = request;
  }

  get mounts(): ContainerMounts | undefined {
    return this.#mounts;
  }

  /** Before its code is evaluated. */
  set(mounts: ContainerMounts): void {
    const { disk, mounts: specs, environmentName } = this.#spec;
    this.#mounts = mounts;
    this.#lent = new LentFiles(mounts);
    if (disk) this.#programs = new OwnPrograms(mounts, disk.children, this.#pulse);
    this.#sync = new MountSync(specs, environmentName, mounts);
  }

  /** Files of it that databases and sockets use. */
  get lent(): LentFiles | undefined {
    return this.#lent;
  }

  /** Those that its code starts, where it has a disk of its own. */
  get programs(): OwnPrograms | undefined {
    return this.#programs;
  }

  get sync(): MountSync | undefined {
    return this.#sync;
  }

  /** It is to commit what it has changed in these. */
  commit(objectIds: readonly string[]): void {
    this.#request({ type: "committed", mounts: this.#sync?.takeChanged(objectIds) ?? [] });
  }

  /** It has built an image. */
  capture(): void {
    this.#request({ type: "committed", mounts: this.#sync?.collect("uncommitted") ?? [] });
    this.#request({ type: "captured", files: this.#spec.disk && this.#mounts ? builtFiles(this.#mounts) : [] });
  }

  /** To be called when a turn is over. */
  endTurn(): void {
    const written = this.#sync?.collect("immediate") ?? [];
    if (written.length > 0) this.#request({ type: "written", mounts: written });
    const changed = this.#sync?.tellChanged() ?? [];
    if (changed.length > 0) this.#request({ type: "changed", objects: changed });
  }

  /** @param isHard what it has not committed is lost */
  leave(isHard: boolean): void {
    if (this.#spec.mounts.length === 0) return;
    const mounts: MountedChanges[] = this.#sync?.collect(isHard ? "immediate" : "uncommitted") ?? [];
    this.#request({ type: "left", mounts });
  }

  close(): void {
    this.#mounts?.close();
  }
}
