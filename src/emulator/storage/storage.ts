import type { ObjectKind } from "../../contract/storage-commands.js";
import type { Kernel } from "../kernel/kernel.js";
import { DICTS, type DictContent, handleDictCommands } from "./dicts.js";
import type { Environments } from "./environments.js";
import { handleFileCommands } from "./handle-file-commands.js";
import type { FileTree } from "./file-tree.js";
import { type AnyStore, handleObjectCommands } from "./handle-object-commands.js";
import { ObjectStore } from "./object-store.js";
import { PROXIES, type ProxyContent } from "./proxies.js";
import { handleQueueCommands, queueKind, type QueueContent } from "./queues.js";
import { handleSecretCommands, secretKind, type SecretContent } from "./secrets.js";
import { loadTree, type SavedTree, saveTree } from "./saved-files.js";
import { type SavedContent, type Snapshot, SNAPSHOT_FORMAT, SNAPSHOT_VERSION } from "./snapshot.js";
import { networkFileSystems, VOLUMES, type VolumeContent } from "./volumes.js";

/** Everything that a world stores. Modal: docs/modal/volumes.md. */
export class Storage {
  readonly volumes: ObjectStore<VolumeContent>;
  readonly networkFileSystems: ObjectStore<VolumeContent>;
  readonly dicts: ObjectStore<DictContent>;
  readonly queues: ObjectStore<QueueContent>;
  readonly secrets: ObjectStore<SecretContent>;
  readonly proxies: ObjectStore<ProxyContent>;
  readonly #stores: Readonly<Record<ObjectKind, AnyStore>>;

  /** Buckets of clouds, by name. */
  readonly buckets: Map<string, FileTree> = new Map();

  readonly #kernel: Kernel;
  readonly #environments: Environments;

  constructor(kernel: Kernel, environments: Environments) {
    this.#kernel = kernel;
    this.#environments = environments;
    this.volumes = new ObjectStore(kernel, VOLUMES, environments);
    this.networkFileSystems = new ObjectStore(kernel, networkFileSystems(this.volumes), environments);
    this.dicts = new ObjectStore(kernel, DICTS, environments);
    this.queues = new ObjectStore(kernel, queueKind(kernel), environments);
    this.secrets = new ObjectStore(kernel, secretKind(kernel.masking), environments);
    this.proxies = new ObjectStore(kernel, PROXIES, environments);
    this.#stores = {
      Volume: this.volumes,
      NetworkFileSystem: this.networkFileSystems,
      Dict: this.dicts,
      Queue: this.queues,
      Secret: this.secrets,
      Proxy: this.proxies,
    };
    handleObjectCommands(kernel, this.#stores);
    handleFileCommands(kernel, { Volume: this.volumes, NetworkFileSystem: this.networkFileSystems });
    handleSecretCommands(kernel, this.secrets);
    handleDictCommands(kernel, this.dicts);
    handleQueueCommands(kernel, this.queues);
  }

  store(kind: ObjectKind): AnyStore {
    return this.#stores[kind];
  }

  /** Deletes everything in an environment. */
  empty(environment: string): void {
    for (const store of Object.values(this.#stores)) store.empty(environment);
  }

  save(): Snapshot {
    return Object.freeze({
      format: SNAPSHOT_FORMAT,
      version: SNAPSHOT_VERSION,
      takenAt: this.#kernel.now,
      environments: Object.freeze(this.#environments.save()),
      objects: Object.freeze(Object.values(this.#stores).flatMap((store) => store.save())),
      buckets: Object.freeze(
        Array.from(this.buckets, ([name, tree]) => Object.freeze({ name, content: saveBucket(tree) })),
      ),
    });
  }

  /**
   * Replaces everything that is stored, but for ephemeral objects. Throws if something cannot be loaded: nothing has
   * changed then.
   */
  load({ environments, objects, buckets, takenAt }: Snapshot): void {
    const unknown = objects.find(({ kind }) => !Object.hasOwn(this.#stores, kind));
    if (unknown) throw new TypeError(`There are no objects of the kind ${unknown.kind}.`);
    const replacements = Object.values(this.#stores).map((store) => store.load(objects));
    const trees = buckets.map(
      ({ name, content }) => [name, loadTree(content.data as SavedTree, content.files)] as const,
    );
    for (const replace of replacements) replace();
    this.buckets.clear();
    for (const [name, tree] of trees) this.buckets.set(name, tree);
    this.#environments.load(environments);
    this.#kernel.events.add("storage.loaded", { objects: objects.length, takenAt });
  }
}

function saveBucket(tree: FileTree): SavedContent {
  const { entries, files } = saveTree(tree);
  return Object.freeze({ data: entries, files });
}
