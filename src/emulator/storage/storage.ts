import type { ObjectKind } from "../../api/storage-commands.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { handleFileCommands } from "./file-commands.js";
import type { FileTree } from "./file-tree.js";
import { type AnyStore, handleObjectCommands } from "./object-commands.js";
import { DICTS, type DictContent, handleDictCommands } from "./dicts.js";
import { ObjectStore } from "./object-store.js";
import { handleQueueCommands, QUEUES, type QueueContent } from "./queues.js";
import { handleSecretCommands, SECRETS, type SecretContent } from "./secrets.js";
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

  /** @param environmentOf where a name is looked up that comes without an environment */
  constructor(kernel: Kernel, environmentOf: (pending: Pending) => string) {
    this.volumes = new ObjectStore(kernel, VOLUMES, environmentOf);
    this.networkFileSystems = new ObjectStore(kernel, networkFileSystems(this.volumes), environmentOf);
    this.dicts = new ObjectStore(kernel, DICTS, environmentOf);
    this.queues = new ObjectStore(kernel, QUEUES, environmentOf);
    this.secrets = new ObjectStore(kernel, SECRETS, environmentOf);
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
}
