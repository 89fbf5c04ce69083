import { Volume } from "memfs";
import { ContainerMounts } from "../../src/emulator/lanes/mounts/container-mounts.js";
import type { LowerFiles } from "../../src/emulator/lanes/mounts/tree/lower-files.js";
import { perform } from "../../src/emulator/lanes/mounts/fs/operation.js";
import type { MountSpec } from "../../src/emulator/kernel/mount-spec.js";
import type { FileChange, StoredFile } from "../../src/contract/stored-file.js";

/** A stored file with that text. */
export function storedFile(text: string, mtimeMs = 7): StoredFile {
  const content = new SharedArrayBuffer(Buffer.byteLength(text));
  Buffer.from(content).write(text);
  return { kind: "file", content, mode: 0o644, mtimeMs };
}

/** A directory that was stored. */
export const storedDirectory: StoredFile = { kind: "directory", mode: 0o755, mtimeMs: 7 };

export function mountAt(path: string, files: readonly FileChange[] = [], readOnly = false): MountSpec {
  return { path, objectId: `vo-${path}`, name: null, environment: "main", isImmediate: false, readOnly, files };
}

/** Mounts of no container: its clock goes on by itself. */
export function mounted(...specs: readonly MountSpec[]): ContainerMounts {
  return mountedOver(undefined, ...specs);
}

/** @param lower what shows through outside of them */
export function mountedOver(lower: LowerFiles | undefined, ...specs: readonly MountSpec[]): ContainerMounts {
  let now = 1000;
  return new ContainerMounts(
    specs,
    {
      get now() {
        return ++now;
      },
      chance: { random: () => 0.5 },
    },
    Volume,
    lower,
  );
}

/** Calls the synchronous functions of `fs` on mounts. */
export function caller(mounts: ContainerMounts): (name: string, ...args: unknown[]) => unknown {
  return (name, ...args) => perform(mounts.fs.sync[name], args);
}
