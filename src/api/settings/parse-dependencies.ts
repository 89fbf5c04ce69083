import type { ContainerOptions } from "./container-options.js";
import type { DependencySettings } from "../../contract/dependencies.js";
import type { SecretDefinition } from "../../contract/stored-objects.js";
import { parseInstance } from "../../checks/option-types.js";
import { parseEnvironmentValues } from "../../checks/secret-values.js";
import { parseNetworkFileSystems } from "../storage/network-file-system-mounts.js";
import { parseSecretList } from "../storage/parse-secret-list.js";
import { Proxy } from "../storage/proxy.js";
import type { Secret } from "../storage/secret.js";
import { parseVolumeMounts, type VolumeMounts } from "../storage/volume-mounts.js";

/** The objects that an app gives to each of its functions. */
export interface DependencyDefaults {
  readonly secrets: readonly Secret[];
  readonly volumes: VolumeMounts;
}

/**
 * The objects that a function or class needs, of all its options.
 * @throws InvalidError for a value of a wrong type
 */
export function parseDependencies(options: ContainerOptions, app: DependencyDefaults): DependencySettings {
  return {
    secrets: parseSecrets(options, app.secrets),
    networkFileSystems: parseNetworkFileSystems(options.networkFileSystems),
    volumes: parseVolumeMounts(app.volumes, options.volumes ?? {}),
    proxy: parseInstance("proxy", options.proxy, "a Proxy", isProxy)?.definition,
  };
}

function parseSecrets(options: ContainerOptions, ofApp: readonly Secret[]): readonly SecretDefinition[] {
  const values = parseEnvironmentValues('Option "env"', options.env ?? {});
  const env: SecretDefinition[] = Object.keys(values).length > 0 ? [{ kind: "values", values, isPublic: true }] : [];
  return [...parseSecretList("secrets", ofApp), ...parseSecretList("secrets", options.secrets ?? []), ...env];
}

function isProxy(value: unknown): value is Proxy {
  return value instanceof Proxy;
}
