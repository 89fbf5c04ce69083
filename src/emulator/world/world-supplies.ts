import { WorldBuckets } from "./world-buckets.js";
import { WorldDoors } from "./world-doors.js";
import type { WorldParts } from "./world-parts.js";
import { WorldProxies } from "./world-proxies.js";
import { WorldSandboxes } from "./world-sandboxes.js";
import { WorldSecrets } from "./world-secrets.js";

/** What containers of a world find that nothing in an app makes. */
export abstract class WorldSupplies extends WorldDoors {
  /** Secrets that functions find by name. */
  readonly secrets: WorldSecrets;
  /** What stands for the proxies that people make on Modal's website. */
  readonly proxies: WorldProxies;
  /** What stands for the buckets of a cloud provider. */
  readonly buckets: WorldBuckets;
  /** What sandboxes find besides what is on their disks. */
  readonly sandboxes: WorldSandboxes;

  /** @internal @param environment the world's own */
  constructor(parts: WorldParts, environment: string, checkOpen: (method: string) => void) {
    super(parts, checkOpen);
    this.secrets = new WorldSecrets(parts.storage.secrets, environment, parts.kernel.masking);
    this.proxies = new WorldProxies(parts.storage.proxies, environment);
    this.buckets = new WorldBuckets(parts.storage.buckets, () => parts.rounds.now);
    this.sandboxes = new WorldSandboxes(parts.programs, parts.sandboxes, () => parts.rounds.poke());
  }

  /** @internal */
  protected closeSupplies(): void {
    for (const supply of [this.secrets, this.proxies, this.buckets, this.sandboxes]) supply.close();
  }
}
