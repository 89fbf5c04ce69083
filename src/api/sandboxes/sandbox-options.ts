import type { EnvironmentValues } from "../../checks/secret-values.js";
import type { Image } from "../images/image.js";
import type { ResourceOption } from "../resources/resources.js";
import type { CloudBucketMount } from "../storage/cloud-bucket-mount.js";
import type { NetworkFileSystem } from "../storage/network-file-system.js";
import type { Proxy } from "../storage/proxy.js";
import type { Secret } from "../storage/secret.js";
import type { VolumeMounts } from "../storage/volume-mounts.js";
import type { ExperimentalOutboundPolicy } from "./experimental-outbound-policy.js";
import type { Probe } from "./probe.js";

/** An app, as far as sandboxes need it. */
export interface SandboxApp {
  readonly appId: string | undefined;
  readonly name: string | undefined;
}

/** Options are no app: without an image behind it, an app is one of them. */
export interface NoApp {
  readonly appId?: never;
}

/** What `Sandbox.create` takes; anything else is an `InvalidError`. Modal: docs/modal/sandboxes.md#creating. */
export interface SandboxCreateOptions {
  /** An app that runs or was looked up. In a container it is that of the container if left out. */
  app?: SandboxApp;
  /** What its main process runs, instead of words before the options. */
  command?: readonly string[];
  /** Another sandbox of the app cannot have it while this one runs. */
  name?: string;
  tags?: Readonly<Record<string, string>>;
  /** Default: Debian slim. */
  image?: Image;
  /** Environment variables; they win over those of all secrets, and null leaves one out. */
  env?: EnvironmentValues;
  secrets?: readonly Secret[];
  networkFileSystems?: Readonly<Record<string, NetworkFileSystem | undefined>>;
  /** How long it may live, in milliseconds, from its start: 1000 to 86,400,000. Default: 300,000. */
  timeoutMs?: number;
  /** It ends after so many milliseconds in which no command of `exec` runs and nothing is written to one. */
  idleTimeoutMs?: number;
  /** Where its programs begin to work; absolute. Default: that of its image, else `/root`. */
  workdir?: string;
  /** `"TYPE"` or `"TYPE:count"`. Recorded: it is on the bill. */
  gpu?: string;
  cloud?: string;
  region?: string | readonly string[];
  /** As a list of `region`, under the name it has in Modal's JavaScript SDK. */
  regions?: readonly string[];
  /** Cores, or a pair of request and limit. */
  cpu?: ResourceOption;
  /** The most cores, beside `cpu` as one number. */
  cpuLimit?: number;
  /** Memory in MiB, a whole number, or a pair of request and limit. */
  memoryMiB?: ResourceOption;
  /** The most memory in MiB, beside `memoryMiB` as one number. */
  memoryLimitMiB?: number;
  /** No network; not beside ports and lists. */
  blockNetwork?: boolean;
  /** Ranges of addresses that it may talk to; none by an empty list, all if left out. */
  outboundCidrAllowlist?: readonly string[] | null;
  /** Domains that it may talk to; none by an empty list, all if left out. */
  outboundDomainAllowlist?: readonly string[] | null;
  /**
   * What its requests by HTTPS get on their way out. Not beside `blockNetwork` and `outboundDomainAllowlist`. Acted on
   * for programs in memory, recorded for real ones.
   */
  experimentalOutboundPolicy?: ExperimentalOutboundPolicy;
  /**
   * Ranges of addresses that may come in through its tunnels and by its connect tokens; all, if it is empty or left out.
   * Acted on where a client has an address, at ports of `world.serve`: others get 403.
   */
  inboundCidrAllowlist?: readonly string[] | null;
  /** @deprecated Use `outboundCidrAllowlist`. */
  cidrAllowlist?: readonly string[];
  volumes?: VolumeMounts;
  /** Buckets by absolute path, apart from `volumes`, as in Modal's JavaScript SDK. */
  cloudBucketMounts?: Readonly<Record<string, CloudBucketMount>>;
  /** Its main process has a terminal: what it writes to stderr is on stdout. */
  pty?: boolean;
  /** Ports that are reached by HTTPS through tunnels. */
  encryptedPorts?: readonly number[];
  /** Ports that are reached by HTTP/2 through tunnels. */
  h2Ports?: readonly number[];
  /** Ports that are reached by TCP as well. */
  unencryptedPorts?: readonly number[];
  /** Recorded. */
  customDomain?: string;
  proxy?: Proxy;
  /** Its programs have `MODAL_IDENTITY_TOKEN`. */
  includeOidcIdentityToken?: boolean;
  readinessProbe?: Probe;
  /**
   * What runs its programs: `"memory"`, processes in memory, on virtual time; `"process"`, real ones of this machine, in
   * real time while somebody waits for them. These see its files and its network: they are kept from changing its files,
   * and from nothing else: `blockNetwork`, lists of what is allowed, `cpu` and `memoryMiB` are recorded only. Their ports are those of this
   * machine. **That is no security boundary.** Only here, not on Modal. Default: the world's `sandboxes`.
   */
  runtime?: "memory" | "process";
  /** Recorded. */
  verbose?: boolean;
  experimentalOptions?: Readonly<Record<string, string | number | boolean>>;
  /** Its snapshots may be taken by `experimentalSnapshot`. */
  experimentalEnableSnapshot?: boolean;
  /** What it has on its disk as it ends is kept for `experimentalGetExitSnapshot`. */
  experimentalEnableExitSnapshot?: boolean;
  /** @deprecated The environment is that of the app. */
  environmentName?: string;
}

export const SANDBOX_OPTIONS: readonly (keyof SandboxCreateOptions)[] = [
  "app",
  "command",
  "name",
  "tags",
  "image",
  "env",
  "secrets",
  "networkFileSystems",
  "timeoutMs",
  "idleTimeoutMs",
  "workdir",
  "gpu",
  "cloud",
  "region",
  "regions",
  "cpu",
  "cpuLimit",
  "memoryMiB",
  "memoryLimitMiB",
  "blockNetwork",
  "outboundCidrAllowlist",
  "outboundDomainAllowlist",
  "experimentalOutboundPolicy",
  "inboundCidrAllowlist",
  "cidrAllowlist",
  "volumes",
  "cloudBucketMounts",
  "pty",
  "encryptedPorts",
  "h2Ports",
  "unencryptedPorts",
  "customDomain",
  "proxy",
  "includeOidcIdentityToken",
  "readinessProbe",
  "runtime",
  "verbose",
  "experimentalOptions",
  "experimentalEnableSnapshot",
  "experimentalEnableExitSnapshot",
  "environmentName",
];
