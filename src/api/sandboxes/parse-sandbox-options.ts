import { checkObjectName, checkTags } from "../../checks/names.js";
import { checkOptions, describe } from "../../checks/options.js";
import { parseInstance, parseSwitch, parseText, parseWhole } from "../../checks/option-types.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { compact } from "../../contract/compact.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import { InvalidError } from "../../contract/errors.js";
import type {
  NetworkPolicy,
  SandboxDefinition,
  SandboxPort,
  SandboxRuntime,
} from "../../contract/sandbox-definition.js";
import { checkImageLoad } from "../images/check-image-load.js";
import { imagePlan } from "../images/image-plan.js";
import { parseContainerOptions } from "../settings/parse-container-options.js";
import { CloudBucketMount } from "../storage/cloud-bucket-mount.js";
import { resolveDotenv } from "../storage/resolve-dotenv.js";
import type { VolumeMounts } from "../storage/volume-mounts.js";
import { checkCommand } from "./command-words.js";
import { parseCidrs, parseDomains } from "./network-options.js";
import { parseVariables } from "./parse-variables.js";
import { parseOutboundPolicy } from "./parse-outbound-policy.js";
import { checkPort, Probe } from "./probe.js";
import { SANDBOX_OPTIONS, type SandboxCreateOptions } from "./sandbox-options.js";

const WHAT = "Sandbox.create";

/**
 * The definition that the options of a sandbox stand for. Modal: docs/modal/sandboxes.md#creating.
 * @param words of its command
 * @throws InvalidError for an unknown option, a value of a wrong type or out of its range, and what does not go together
 */
export function parseSandboxOptions(words: readonly string[], options: SandboxCreateOptions): SandboxDefinition {
  checkOptions(WHAT, options, SANDBOX_OPTIONS, { cwd: "workdir" });
  const { command, name, tags = {}, gpu } = options;
  if (command !== undefined && words.length > 0)
    throw new InvalidError(`${WHAT}: the command is given twice, as words and as the option "command".`);
  if (command !== undefined && !Array.isArray(command))
    throw new InvalidError(`Option "command" must be a list of strings, got ${describe(command)}.`);
  const argv: readonly string[] = command ?? words;
  checkCommand(WHAT, argv);
  if (name !== undefined) checkObjectName("Sandbox", name);
  checkTags(tags);
  if (Array.isArray(gpu)) throw new InvalidError('Option "gpu" of Sandbox.create must be one GPU, not a list.');
  parseVariables(options.env);
  const settings = parseSettings(options);
  const ports = parsePorts(options);
  const network = parseNetwork(options);
  const outboundPolicy = parseOutboundPolicy("experimentalOutboundPolicy", options.experimentalOutboundPolicy);
  if (settings.blockNetwork && (ports.length > 0 || Object.keys(network).length > 0 || outboundPolicy))
    throw new InvalidError(
      'Option "blockNetwork" of Sandbox.create cannot be true beside ports, lists of what is allowed or an outbound policy.',
    );
  if (outboundPolicy && (network.outboundDomains ?? []).length > 0)
    throw new InvalidError(
      'Options "experimentalOutboundPolicy" and "outboundDomainAllowlist" of Sandbox.create cannot be used together.',
    );
  return compact({
    command: argv,
    name,
    tags,
    settings,
    image: imagePlan(settings.image, true),
    idleTimeoutMs: parseWhole("idleTimeoutMs", options.idleTimeoutMs, 1, undefined, "milliseconds"),
    workdir: parseWorkdir(WHAT, options.workdir),
    pty: parseSwitch("pty", options.pty, false),
    ports,
    network,
    outboundPolicy,
    probe: parseInstance("readinessProbe", options.readinessProbe, "a Probe", isProbe)?.definition,
    includeOidcIdentityToken: parseSwitch("includeOidcIdentityToken", options.includeOidcIdentityToken, false),
    verbose: parseSwitch("verbose", options.verbose, false),
    customDomain: parseText("customDomain", options.customDomain),
    enableSnapshot: parseSwitch("experimentalEnableSnapshot", options.experimentalEnableSnapshot, false),
    exitSnapshot: parseSwitch("experimentalEnableExitSnapshot", options.experimentalEnableExitSnapshot, false),
    runtime: parseRuntime(options.runtime),
  });
}

function parseSettings(options: SandboxCreateOptions): ContainerSettings {
  const { image, env, secrets, networkFileSystems, timeoutMs, gpu, cloud } = options;
  const { cpu, cpuLimit, memoryMiB, memoryLimitMiB, blockNetwork, proxy, experimentalOptions } = options;
  const given = compact({
    image,
    env,
    secrets,
    networkFileSystems,
    timeoutMs,
    gpu,
    cloud,
    region: either("region", options.region, "regions", options.regions),
    cpu,
    cpuLimit,
    memoryMiB,
    memoryLimitMiB,
    blockNetwork,
    volumes: { ...options.volumes, ...bucketsOf(options) },
    proxy,
    experimentalOptions,
  });
  const settings = parseContainerOptions(given, { secrets: [], volumes: {}, includeSource: false });
  checkImageLoad(settings.image);
  return { ...settings, secrets: settings.secrets.map(resolveDotenv) };
}

/** What was given under one of two names. */
function either<T>(name: string, value: T, other: string, otherValue: T): T {
  if (value !== undefined && otherValue !== undefined)
    throw new InvalidError(`Options "${name}" and "${other}" of ${WHAT} are the same: give one of them.`);
  return otherValue ?? value;
}

function bucketsOf({ volumes = {}, cloudBucketMounts = {} }: SandboxCreateOptions): VolumeMounts {
  for (const [path, bucket] of Object.entries<unknown>(cloudBucketMounts)) {
    if (!(bucket instanceof CloudBucketMount))
      throw new InvalidError(
        `Option "cloudBucketMounts" of ${WHAT}: ${path} must be a CloudBucketMount, got ${describe(bucket)}.`,
      );
    if (path in volumes)
      throw new InvalidError(`Options "volumes" and "cloudBucketMounts" of ${WHAT} both have the path ${path}.`);
  }
  return cloudBucketMounts;
}

function parseRuntime(value: unknown): SandboxRuntime | undefined {
  if (value === undefined || value === "memory" || value === "process") return value;
  throw new InvalidError(`Option "runtime" of ${WHAT} must be "memory" or "process", got ${describe(value)}.`);
}

/** @throws InvalidError unless it is absolute */
export function parseWorkdir(what: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && value.startsWith("/") && !value.includes("\0")) return value;
  throw new InvalidError(`Option "workdir" of ${what} must be an absolute path, got ${describe(value)}.`);
}

function parsePorts({ encryptedPorts, h2Ports, unencryptedPorts }: SandboxCreateOptions): SandboxPort[] {
  const lists = { encrypted: encryptedPorts, h2: h2Ports, unencrypted: unencryptedPorts } as const;
  const ports: SandboxPort[] = [];
  for (const [kind, list = []] of Object.entries(lists) as [SandboxPort["kind"], readonly number[] | undefined][]) {
    if (!Array.isArray(list)) throw new InvalidError(`Ports must be a list, got ${describe(list)}.`);
    for (const port of list as readonly unknown[]) {
      checkPort(`${WHAT}, ${kind} ports`, port);
      if (ports.some((other) => other.port === port))
        throw new InvalidError(`${WHAT}: port ${port} is given more than once.`);
      ports.push({ port, kind });
    }
  }
  return ports;
}

/** @throws InvalidError for a list with something that is no range, or no domain */
export function parseNetwork(options: SandboxCreateOptions): NetworkPolicy {
  const { outboundCidrAllowlist, cidrAllowlist } = options;
  if (cidrAllowlist !== undefined) {
    if (outboundCidrAllowlist !== undefined)
      throw new InvalidError('Cannot specify both "cidrAllowlist" and "outboundCidrAllowlist".');
    warnDeprecated('Option "cidrAllowlist"', '"outboundCidrAllowlist"');
  }
  if (options.environmentName !== undefined) warnDeprecated('Option "environmentName"', "the environment of the app");
  return compact({
    outboundCidrs: parseCidrs("outboundCidrAllowlist", outboundCidrAllowlist ?? cidrAllowlist),
    outboundDomains: parseDomains("outboundDomainAllowlist", options.outboundDomainAllowlist),
    inboundCidrs: parseCidrs("inboundCidrAllowlist", options.inboundCidrAllowlist),
  });
}

function isProbe(value: unknown): value is Probe {
  return value instanceof Probe;
}
