import { describe } from "../../checks/options.js";
import { FileTree } from "./file-tree.js";
import { loadTree, type SavedTree, saveTree } from "./saved-files.js";
import type { ObjectStore, StoredKind } from "./object-store.js";

/** What a stored file system holds. */
export class VolumeContent {
  /** Generation of the file system. */
  readonly version: 1 | 2;
  readonly tree: FileTree;

  constructor(version: 1 | 2, tree: FileTree = new FileTree()) {
    this.version = version;
    this.tree = tree;
  }
}

const SAVING: Pick<StoredKind<VolumeContent>, "save" | "load"> = {
  save({ version, tree }) {
    const { entries, files } = saveTree(tree);
    return { data: { version, entries }, files };
  },
  load({ data, files }) {
    const { version, entries } = data as { version: 1 | 2; entries: SavedTree };
    return new VolumeContent(version, loadTree(entries, files));
  },
};

export const VOLUMES: StoredKind<VolumeContent> = {
  kind: "Volume",
  prefix: "vo",
  make: ({ version = 1 }) => (version === 1 || version === 2 ? new VolumeContent(version) : badVersion(version)),
  problem({ name, content }, reference) {
    const version = reference.kind === "named" ? reference.version : undefined;
    if (version === undefined || version === content.version) return undefined;
    return [
      "InvalidError",
      version === 1 || version === 2
        ? `Volume "${name}" exists but has version ${content.version}, not ${version}.`
        : badVersion(version),
    ];
  },
  ...SAVING,
  hint: (name) => `\`Volume.fromName("${name}", { createIfMissing: true })\` or \`Volume.objects.create("${name}")\``,
};

/** @param volumes whose names a network file system cannot have */
export function networkFileSystems(volumes: ObjectStore<VolumeContent>): StoredKind<VolumeContent> {
  return {
    kind: "NetworkFileSystem",
    prefix: "sv",
    make: () => new VolumeContent(1),
    conflict: (environment, name) =>
      volumes.named(environment, name)
        ? `"${name}" is a Volume, not a NetworkFileSystem: use \`Volume.fromName("${name}")\`, and mount it through the option \`volumes\`.`
        : undefined,
    ...SAVING,
    hint: (name) => `\`NetworkFileSystem.fromName("${name}", { createIfMissing: true })\``,
  };
}

function badVersion(version: unknown): string {
  return `The version of a Volume must be either 1 or 2, not ${describe(version)}.`;
}
