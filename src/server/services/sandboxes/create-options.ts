import { Image } from "../../../api/images/image.js";
import type { SandboxCreateOptions } from "../../../api/sandboxes/sandbox-options.js";
import { ExperimentalOutboundPolicy } from "../../../api/sandboxes/experimental-outbound-policy.js";
import { Probe } from "../../../api/sandboxes/probe.js";
import { Proxy } from "../../../api/storage/proxy.js";
import { Secret } from "../../../api/storage/secret.js";
import {
  NetworkAccess_NetworkAccessType as Access,
  TunnelType,
  type ExperimentalOutboundPolicy as PolicyMessage,
  type NetworkAccess,
  type PortSpec,
  type Probe as ProbeMessage,
  type Sandbox,
  type SandboxTag,
  type SecretSource,
} from "../../protocol/modal.js";
import { mountsOf, resourcesOf } from "../sent-mounts.js";

const EXIT_SNAPSHOT = "enable_exit_snapshot";

/** The options of `Sandbox.create` that a definition stands for. */
export function createOptions(definition: Sandbox, sources: readonly SecretSource[]): SandboxCreateOptions {
  const { entrypointArgs, imageId, timeoutSecs, idleTimeoutSecs, workdir, name, proxyId } = definition;
  const { [EXIT_SNAPSHOT]: exitSnapshot, ...experimental } = definition.experimentalOptionsV2;
  return {
    command: entrypointArgs,
    ...resourcesOf(definition.resources),
    ...networkOf(definition.networkAccess),
    ...portsOf(definition.openPorts?.ports ?? []),
    secrets: [...definition.secretIds.map((id) => Secret.fromId(id)), ...secretsOfSources(sources)],
    volumes: mountsOf(definition.volumeMounts, definition.cloudBucketMounts),
    pty: definition.ptyInfo?.enabled ?? false,
    verbose: definition.verbose,
    includeOidcIdentityToken: definition.includeOidcIdentityToken,
    experimentalEnableSnapshot: definition.enableSnapshot,
    experimentalEnableExitSnapshot: exitSnapshot === "true",
    ...(Object.keys(experimental).length > 0 && { experimentalOptions: experimental }),
    ...(imageId && { image: Image.fromId(imageId) }),
    ...(timeoutSecs && { timeoutMs: timeoutSecs * 1000 }),
    ...(idleTimeoutSecs && { idleTimeoutMs: idleTimeoutSecs * 1000 }),
    ...(workdir && { workdir }),
    ...(name && { name }),
    ...(proxyId && { proxy: Proxy.fromDefinition({ kind: "id", id: proxyId }) }),
    ...(definition.cloudProviderStr && { cloud: definition.cloudProviderStr }),
    ...(definition.schedulerPlacement?.regions.length && { region: definition.schedulerPlacement.regions }),
    ...(definition.readinessProbe && { readinessProbe: probeOf(definition.readinessProbe) }),
    ...(definition.experimentalOutboundPolicy && {
      experimentalOutboundPolicy: outboundPolicyOf(definition.experimentalOutboundPolicy),
    }),
    ...(definition.customDomain && { customDomain: definition.customDomain }),
    ...(definition.inboundCidrAllowlist.length > 0 && { inboundCidrAllowlist: definition.inboundCidrAllowlist }),
  };
}

/** Secrets and variables in the order in which they win over each other. */
export function secretsOfSources(sources: readonly SecretSource[]): Secret[] {
  return sources.map(({ secretId, env }) =>
    env ? Secret.fromDefinition({ kind: "values", values: env.contents, isPublic: true }) : Secret.fromId(secretId),
  );
}

export function tagsOf(tags: readonly SandboxTag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ tagName, tagValue }) => [tagName, tagValue]));
}

export function tagMessages(tags: Readonly<Record<string, string>>): SandboxTag[] {
  return Object.entries(tags).map(([tagName, tagValue]) => ({ tagName, tagValue }));
}

/** Which headers its requests get on their way out. */
export function outboundPolicyOf({ headerReplacements }: PolicyMessage): ExperimentalOutboundPolicy {
  return headerReplacements.reduce(
    (policy, { domain, headers, secretId }) =>
      policy.withHeaderReplacement({ domain, headers, ...(secretId && { secret: Secret.fromId(secretId) }) }),
    new ExperimentalOutboundPolicy(),
  );
}

/** With whom it may talk. */
export function networkOf(
  access: NetworkAccess | null | undefined,
): Pick<SandboxCreateOptions, "blockNetwork" | "outboundCidrAllowlist" | "outboundDomainAllowlist"> {
  if (access?.networkAccessType === Access.BLOCKED) return { blockNetwork: true };
  if (access?.networkAccessType !== Access.ALLOWLIST) return {};
  return { outboundCidrAllowlist: access.allowedCidrs, outboundDomainAllowlist: access.allowedDomains };
}

function portsOf(ports: readonly PortSpec[]): SandboxCreateOptions {
  const numbers = (wanted: (port: PortSpec) => boolean): number[] => ports.filter(wanted).map(({ port }) => port);
  return {
    encryptedPorts: numbers((port) => !port.unencrypted && !isH2(port)),
    h2Ports: numbers((port) => !port.unencrypted && isH2(port)),
    unencryptedPorts: numbers(({ unencrypted }) => unencrypted),
  };
}

function probeOf({ tcpPort, execCommand, intervalMs }: ProbeMessage): Probe {
  const options = intervalMs ? { intervalMs } : {};
  return execCommand ? Probe.withExec(execCommand.argv, options) : Probe.withTcp(tcpPort ?? 0, options);
}

function isH2({ tunnelType }: PortSpec): boolean {
  return tunnelType === TunnelType.TUNNEL_TYPE_H2;
}
