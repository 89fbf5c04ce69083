import type { Commands } from "../../../contract/backend.js";
import { ExecutionError } from "../../../contract/errors.js";
import type { ObjectReference } from "../../../contract/storage-commands.js";
import type { FileChange } from "../../../contract/stored-file.js";
import type { MountedChanges, MountSpec } from "../../kernel/mount-spec.js";

/**
 * The mounted files of a container, as far as they are exchanged with the kernel. Changes are relative to the mount.
 */
export interface ExchangedFiles {
  /** Whether it changed something since its changes were last taken. */
  hasChanges(mountPath: string): boolean;
  /** What the container changed since the last call. */
  takeChanges(mountPath: string): readonly FileChange[];
  /** What was taken could not be stored: it counts as not taken. */
  returnChanges(mountPath: string, changes: readonly FileChange[]): void;
  /** Shows what others wrote. */
  apply(mountPath: string, changes: readonly FileChange[]): void;
  /** A file below the mount that is open, if one is. */
  openPath(mountPath: string): string | undefined;
}

type Commit = Commands["volume.commit"];

/** Exchanges what is written to the mounts of a container with the kernel. */
export class MountSync {
  readonly #specs: readonly MountSpec[];
  readonly #environment: string;
  readonly #files: ExchangedFiles;
  /** Ids of what has changed, as it was told. */
  readonly #told = new Set<string>();

  /** @param environment where names are looked up that come without one */
  constructor(specs: readonly MountSpec[], environment: string, files: ExchangedFiles) {
    this.#specs = specs;
    this.#environment = environment;
    this.#files = files;
  }

  /**
   * Commits a volume, and shows what others have committed, unless there are open files.
   * @throws ExecutionError if it is to be reloaded and has open files
   */
  async commit(
    command: Commit["command"],
    send: (command: Commit["command"]) => Promise<Commit["result"]>,
  ): Promise<Commit["result"]> {
    const mount = this.#specs.find((spec) => !spec.isImmediate && this.#isMeant(spec, command.object));
    if (!mount) return send(command);
    const { path, objectId } = mount;
    const open = this.#files.openPath(path);
    if (command.reload && open !== undefined)
      throw new ExecutionError(
        `Volume.reload: there are open files preventing the operation, such as ${open}. Close them first.`,
      );
    const changes = this.#files.takeChanges(path);
    try {
      const others = await send({
        ...command,
        object: { kind: "id", id: objectId },
        mounted: { changes, hasOpenFiles: open !== undefined },
      });
      this.#show(path, others.changes);
      return others;
    } catch (error) {
      this.#files.returnChanges(path, changes);
      throw error;
    }
  }

  /** What was written to mounts that everyone sees at once, or what was not committed to the others. */
  collect(which: "immediate" | "uncommitted"): MountedChanges[] {
    return this.#specs
      .filter(({ isImmediate, readOnly }) => !readOnly && (which === "uncommitted" || isImmediate))
      .map(({ objectId, path }): MountedChanges => [objectId, this.#files.takeChanges(path)])
      .filter(([, changes]) => changes.length > 0);
  }

  /** What has changed that is to be committed, as far as it has not been told. */
  tellChanged(): string[] {
    const changed = this.#specs
      .filter(({ objectId, path, isImmediate, readOnly }) => {
        if (isImmediate || readOnly || this.#told.has(objectId)) return false;
        return this.#files.hasChanges(path);
      })
      .map(({ objectId }) => objectId);
    for (const objectId of changed) this.#told.add(objectId);
    return changed;
  }

  /** What was written to some of those that have to be committed. */
  takeChanged(objectIds: readonly string[]): MountedChanges[] {
    for (const objectId of objectIds) this.#told.delete(objectId);
    return this.#specs
      .filter(({ objectId }) => objectIds.includes(objectId))
      .map(({ objectId, path }): MountedChanges => [objectId, this.#files.takeChanges(path)])
      .filter(([, changes]) => changes.length > 0);
  }

  /** Others wrote to mounts that everyone sees at once. */
  show(mounts: readonly MountedChanges[]): void {
    for (const { objectId, path } of this.#specs)
      for (const [changed, changes] of mounts) if (changed === objectId) this.#show(path, changes);
  }

  #isMeant({ objectId, name, environment }: MountSpec, object: ObjectReference): boolean {
    return object.kind === "id"
      ? object.id === objectId
      : object.name === name && (object.environment ?? this.#environment) === environment;
  }

  /** What the container has written since and not committed stays. */
  #show(path: string, changes: readonly FileChange[]): void {
    if (changes.length === 0) return;
    const own = this.#files.takeChanges(path);
    const written = new Set(own.map(([changed]) => changed));
    this.#files.apply(
      path,
      changes.filter(([changed]) => !written.has(changed)),
    );
    this.#files.returnChanges(path, own);
  }
}
