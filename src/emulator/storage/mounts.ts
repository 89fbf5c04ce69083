import type { ContainerSettings } from "../../contract/container-settings.js";
import type { Kernel } from "../kernel/kernel.js";
import type { MountedChanges, MountSpec } from "../kernel/mount-spec.js";
import type { Delivery } from "../kernel/protocol.js";
import type { FileTree } from "./file-tree.js";
import type { Failing } from "../kernel/failing.js";
import { BackgroundCommits } from "./background-commits.js";
import { MountedFiles } from "./mounted-files.js";
import { secretValues } from "./secrets.js";
import type { Storage } from "./storage.js";
import type { MountPlan } from "./mount-plan.js";

/**
 * The file systems that containers of a world have mounted, and how far each has seen what became of them.
 * Modal: docs/modal/volumes.md, docs/modal/buckets-and-mounts.md#buckets.
 */
export class Mounts {
  readonly #kernel: Kernel;
  readonly #storage: Storage;
  readonly #losesCommit: (objectId: string, containerId: string) => boolean;
  readonly #mounted = new Map<number, readonly MountedFiles[]>();
  /** Containers with mounts that others write to at any time. */
  readonly #immediate = new Set<number>();
  readonly #background: BackgroundCommits;

  /**
   * @param backgroundCommitMs between commits that nobody asked for; 0 for none
   * @param losesCommit whether a fault takes one of these, or what a container that ends has to commit
   */
  constructor(
    kernel: Kernel,
    storage: Storage,
    backgroundCommitMs: number,
    losesCommit: (objectId: string, containerId: string) => boolean,
  ) {
    this.#losesCommit = losesCommit;
    this.#kernel = kernel;
    this.#storage = storage;
    this.#background = new BackgroundCommits(kernel, backgroundCommitMs, (ordinal, objectId) => {
      const mounted = this.#find(ordinal, objectId);
      return mounted !== undefined && losesCommit(objectId, mounted.container);
    });
    kernel.handle("volume.commit", ({ object, mounted: given }, pending) => {
      const found = this.#storage.volumes.find(object, pending);
      if (!found) return;
      const mounted = this.#find(pending.origin.ordinal, found.id);
      if (!mounted || !given)
        return pending.fail(
          "ExecutionError",
          `Volume "${found.name ?? found.id}" is not mounted here: commit and reload work in a container of a function with \`volumes: { "/path": volume }\`.`,
        );
      mounted.write(given.changes, "volume.committed");
      if (given.hasOpenFiles || pending.isAnswerLost) return pending.reply({ changes: [] });
      const others = mounted.catchUp();
      const { container } = mounted;
      kernel.events.add("volume.reloaded", {
        object: found.id,
        container,
        files: others.length,
        version: found.content.tree.version,
      });
      pending.reply({ changes: others });
    });
  }

  /**
   * What a function mounts, looked up when its app is published. @returns `undefined` if it cannot be mounted, after
   * having failed
   */
  plan(
    { volumes, networkFileSystems }: ContainerSettings,
    environment: string,
    failing: Failing,
  ): readonly MountPlan[] | undefined {
    const plans: MountPlan[] = [];
    for (const mount of volumes) {
      const plan =
        mount.kind === "volume"
          ? this.#planVolume(mount, environment, failing)
          : this.#planBucket(mount, environment, failing);
      if (!plan) return undefined;
      const other = mount.kind === "volume" ? plans.find(({ objectId }) => objectId === plan.objectId) : undefined;
      if (other)
        return failed(
          failing,
          "InvalidError",
          `The same Volume ${plan.objectId} is mounted at multiple paths, ${other.path} and ${plan.path}.`,
        );
      plans.push(plan);
    }
    for (const { path, networkFileSystem } of networkFileSystems) {
      const found = this.#storage.networkFileSystems.findIn(environment, networkFileSystem, failing);
      if (!found) return undefined;
      if (plans.some((plan) => plan.path === path))
        return failed(
          failing,
          "InvalidError",
          `${path} is mounted more than once: as a volume and as a network file system.`,
        );
      plans.push({
        path,
        objectId: found.id,
        name: found.name,
        environment: found.environment,
        tree: () => this.#storage.networkFileSystems.get(found.id)?.content.tree,
        directory: "",
        readOnly: false,
        isImmediate: true,
      });
    }
    return plans;
  }

  /** A container starts: what it finds at its mounts. */
  open(ordinal: number, containerId: string, plans: readonly MountPlan[], failing: Failing): MountSpec[] {
    if (plans.length === 0) return [];
    const mounted: MountedFiles[] = [];
    for (const plan of plans) {
      const tree = plan.tree();
      if (tree) mounted.push(new MountedFiles(this.#kernel, containerId, plan, tree));
      else
        failing.fail("NotFoundError", `What is mounted at ${plan.path}, ${plan.name ?? plan.objectId}, was deleted.`);
    }
    this.#mounted.set(ordinal, mounted);
    this.#background.open(ordinal);
    if (plans.some(({ isImmediate }) => isImmediate)) this.#immediate.add(ordinal);
    return mounted.map((mount) => mount.open());
  }

  /** A container wrote to mounts that everyone sees at once. */
  written(ordinal: number, changes: readonly MountedChanges[]): void {
    for (const [objectId, changed] of changes) this.#find(ordinal, objectId)?.write(changed, "files.changed");
  }

  /** A container changed what is to be committed. */
  changed(ordinal: number, objectIds: readonly string[]): void {
    this.#background.changed(ordinal, objectIds);
  }

  /** A container has been told to commit. */
  committed(ordinal: number, changes: readonly MountedChanges[]): void {
    for (const [objectId, changed] of changes) this.#find(ordinal, objectId)?.write(changed, "volume.committed");
  }

  /** A container ended: what it has not committed is. */
  left(ordinal: number, changes: readonly MountedChanges[]): void {
    for (const [objectId, changed] of changes) {
      const mounted = this.#find(ordinal, objectId);
      if (!mounted) continue;
      if (mounted.plan.isImmediate) mounted.write(changed, "files.changed");
      else if (!this.#losesCommit(objectId, mounted.container)) mounted.write(changed, "volume.committed");
    }
    this.forget(ordinal);
  }

  /** A container is gone without a word. */
  forget(ordinal: number): void {
    this.#mounted.delete(ordinal);
    this.#immediate.delete(ordinal);
    this.#background.close(ordinal);
  }

  /**
   * Tells containers what others have written to their mounts since their last turn. One that starts has just been told
   * all.
   */
  catchUp(deliveries: ReadonlyMap<number, Delivery[]>): void {
    if (this.#immediate.size === 0) return;
    for (const [ordinal, queue] of deliveries) {
      if (!this.#immediate.has(ordinal) || queue[0]?.type === "start") continue;
      const behind = this.#mounted.get(ordinal)?.filter(({ plan, isBehind }) => plan.isImmediate && isBehind) ?? [];
      if (behind.length > 0)
        queue.unshift({ type: "files", mounts: behind.map((mounted) => [mounted.plan.objectId, mounted.catchUp()]) });
    }
  }

  #find(ordinal: number, objectId: string): MountedFiles | undefined {
    return this.#mounted.get(ordinal)?.find(({ plan }) => plan.objectId === objectId);
  }

  #planVolume(
    { path, volume }: Extract<ContainerSettings["volumes"][number], { kind: "volume" }>,
    environment: string,
    failing: Failing,
  ): MountPlan | undefined {
    const found = this.#storage.volumes.findIn(environment, volume, failing);
    return (
      found && {
        path,
        objectId: found.id,
        name: found.name,
        environment: found.environment,
        tree: () => this.#storage.volumes.get(found.id)?.content.tree,
        directory: directoryOf(volume.subPath),
        readOnly: volume.readOnly ?? false,
        isImmediate: false,
      }
    );
  }

  #planBucket(
    { path, bucket }: Extract<ContainerSettings["volumes"][number], { kind: "bucket" }>,
    environment: string,
    failing: Failing,
  ): MountPlan | undefined {
    const { bucketName, keyPrefix, readOnly, secret } = bucket;
    if (secret && !secretValues(this.#storage.secrets, secret, environment, failing)) return undefined;
    const tree = (): FileTree | undefined => this.#storage.buckets.get(bucketName);
    if (!tree())
      return failed(
        failing,
        "NotFoundError",
        `There is no bucket "${bucketName}" in this world: make it with \`world.buckets.create("${bucketName}")\`.`,
      );
    return {
      path,
      objectId: `${path}:${bucketName}`,
      name: bucketName,
      environment,
      tree,
      directory: directoryOf(keyPrefix),
      readOnly,
      isImmediate: true,
    };
  }
}

function failed(failing: Failing, errorClass: string, message: string): undefined {
  failing.fail(errorClass, message);
}

function directoryOf(path = ""): string {
  return path
    .split("/")
    .filter((step) => step !== "" && step !== ".")
    .join("/");
}
