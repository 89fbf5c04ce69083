import type { ContainerSettings } from "./container-settings.js";
import type { ImagePlan } from "./image-definition.js";
import type { SecretDefinition } from "./stored-objects.js";

/** What runs the programs of a sandbox: processes in memory on virtual time, or real ones of this machine. */
export type SandboxRuntime = "memory" | "process";

/** A port that is reached through a tunnel, and how. */
export interface SandboxPort {
  readonly port: number;
  readonly kind: "encrypted" | "h2" | "unencrypted";
}

/** How it is found out that a sandbox is ready. */
export type ProbeDefinition = { readonly intervalMs: number } & (
  | { readonly kind: "tcp"; readonly port: number }
  | { readonly kind: "exec"; readonly argv: readonly string[] }
);

/** With whom a sandbox may talk; left out, with everybody, and with nobody by an empty list. */
export interface NetworkPolicy {
  readonly outboundCidrs?: readonly string[];
  readonly outboundDomains?: readonly string[];
  readonly inboundCidrs?: readonly string[];
}

/** Headers that requests to a domain get on their way out, by HTTPS. */
export interface HeaderReplacement {
  /** `example.com`, `*.example.com` (that and all below it), or `*`. */
  readonly domain: string;
  /** By name: templates of values, where `$KEY` is a value of the secret and `$$` is `$`. */
  readonly headers: Readonly<Record<string, string>>;
  /** A stored one. */
  readonly secret?: SecretDefinition;
}

/** The options of a sandbox, checked, with defaults, as plain data. */
export interface SandboxDefinition {
  /** What its main process runs; without words, what its image says, else it sleeps. */
  readonly command: readonly string[];
  readonly name?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly image: ImagePlan;
  /** `timeoutMs` is how long it may live, from its start. */
  readonly settings: ContainerSettings;
  /** Without anything to do for that long, it ends. */
  readonly idleTimeoutMs?: number;
  /** Absolute. */
  readonly workdir?: string;
  /** Its main process has a terminal. */
  readonly pty: boolean;
  readonly ports: readonly SandboxPort[];
  readonly network: NetworkPolicy;
  /** Left out, it can have none later either. */
  readonly outboundPolicy?: readonly HeaderReplacement[];
  readonly probe?: ProbeDefinition;
  readonly includeOidcIdentityToken: boolean;
  readonly verbose: boolean;
  readonly customDomain?: string;
  /** Its memory may be taken as a snapshot. */
  readonly enableSnapshot: boolean;
  /** Its disk is taken as a snapshot as it ends. */
  readonly exitSnapshot: boolean;
  /** Left out, the world decides. */
  readonly runtime?: SandboxRuntime;
  /** Of the second kind on Modal: clients tell by its id, which is longer. */
  readonly isV2?: boolean;
}

/** A command in a sandbox that runs. */
export interface ExecDefinition {
  readonly argv: readonly string[];
  /** Absolute; left out, where its main process began. */
  readonly workdir?: string;
  /** Environment variables over those of the sandbox; the `env` option comes last. */
  readonly secrets: readonly SecretDefinition[];
  readonly pty: boolean;
  /** What it writes is thrown away. */
  readonly discards: readonly SandboxStream[];
  /** How long it may run. */
  readonly timeoutMs?: number;
}

export type SandboxStream = "stdout" | "stderr";

/** How a sandbox has ended: `EXITED` when its main process did. */
export type SandboxStatus = "EXITED" | "TIMEOUT" | "TERMINATED" | "IDLE_TIMEOUT" | "FAILURE";

export interface SandboxResult {
  readonly status: SandboxStatus;
  /** 124 for `TIMEOUT`, 137 for `TERMINATED` and for want of memory. */
  readonly code: number;
  /** Why it has failed, or could not start. */
  readonly message?: string;
}
