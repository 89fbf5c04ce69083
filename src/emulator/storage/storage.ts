import type { ObjectKind } from "../../api/storage-commands.js";
import type { Kernel } from "../kernel/kernel.js";
import { DICTS, type DictContent, handleDictCommands } from "./dicts.js";
import type { Environments } from "./environments.js";
import { handleFileCommands } from "./file-commands.js";
import type { FileTree } from "./file-tree.js";
import { type AnyStore, handleObjectCommands } from "./object-commands.js";
import { ObjectStore } from "./object-store.js";
import { handleQueueCommands, QUEUES, type QueueContent } from "./queues.js";
import { handleSecretCommands, secretKind, type SecretContent } from "./secrets.js";
import { networkFileSystems, VOLUMES, type VolumeContent } from "./volumes.js";

/** Everything that a world stores. Modal: section 9. */
export class Storage {
  readonly volumes: ObjectStore<VolumeContent>;
  readonly networkFileSystems: ObjectStore<VolumeContent>;
  readonly dicts: ObjectStore<DictContent>;
  readonly queues: ObjectStore<QueueContent>;
  readonly secrets: ObjectStore<SecretContent>;
  readonly #stores: Readonly<Record<ObjectKind, AnyStore>>;

  /** Buckets of clouds, by name. */
  readonly buckets: Map<string, FileTree> = new Map();

  constructor(kernel: Kernel, environments: Environments) {
    this.volumes = new ObjectStore(kernel, VOLUMES, environments);
    this.networkFileSystems = new ObjectStore(kernel, networkFileSystems(this.volumes), environments);
    this.dicts = new ObjectStore(kernel, DICTS, environments);
    this.queues = new ObjectStore(kernel, QUEUES, environments);
    this.secrets = new ObjectStore(kernel, secretKind(kernel.masking), environments);
    this.#stores = { Volume: this.volumes, NetworkFileSystem: this.networkFileSystems, Dict: this.dicts, Queue: this.queues, Secret: this.secrets };
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
    for (const store of [this.volumes, this.networkFileSystems, this.dicts, this.queues, this.secrets]) store.empty(environment);
  }
}
