import type { NetworkFileSystemMount } from "../../contract/container-settings.js";
import { NetworkFileSystem } from "./network-file-system.js";
import { parseMounts } from "./parse-mounts.js";

/** What the option `networkFileSystems` takes: what is mounted at which absolute path. Undefined leaves a path out. */
export type NetworkFileSystemMounts = Readonly<Record<string, NetworkFileSystem | undefined>>;

/** @throws InvalidError for a bad path, and a value of a wrong type */
export function parseNetworkFileSystems(mounts: unknown = {}): readonly NetworkFileSystemMount[] {
  const parsed = parseMounts("networkFileSystems", mounts, isNetworkFileSystem, "a NetworkFileSystem");
  return Array.from(parsed, ([path, value]) => ({ path, networkFileSystem: value.definition }));
}

function isNetworkFileSystem(value: unknown): value is NetworkFileSystem {
  return value instanceof NetworkFileSystem;
}
