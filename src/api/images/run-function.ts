import { serialize } from "node:v8";
import { compact } from "../../contract/compact.js";
import { InvalidError, SerializationError } from "../../contract/errors.js";
import type { BuildFunction, CommandLayer, ImageDefinition } from "../../contract/image-definition.js";
import { evaluatedFile } from "../../checks/call-site.js";
import { isClass, serializedSource } from "../../checks/function-source.js";
import { parseSwitch, parseText, parseTexts, parseWhole } from "../../checks/option-types.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { parseCpu, parseMemory, type ResourceOption } from "../resources/resources.js";
import { currentSession } from "../session/session.js";
import { encodeArguments } from "../session/values.js";
import { type NetworkFileSystemMounts, parseNetworkFileSystems } from "../storage/network-file-system-mounts.js";
import { resolveDotenv } from "../storage/resolve-dotenv.js";
import { parseVolumeMounts, type VolumeMounts } from "../storage/volume-mounts.js";
import { type BuildStepOptions, parseStep, STEP_OPTIONS } from "./image-step-options.js";

/** Options of `runFunction`. */
export interface RunFunctionOptions extends BuildStepOptions {
  /** Arguments of the function; plain data of at most 2 MiB. */
  args?: readonly unknown[];
  /** What Python's keyword arguments are: an object that it gets as its last argument. */
  kwargs?: object;
  /** Its own, and no part of the image. */
  networkFileSystems?: NetworkFileSystemMounts;
  /** Its own; what it writes there is committed, and no part of the image. */
  volumes?: VolumeMounts;
  /** Cores, or a pair of request and limit. */
  cpu?: ResourceOption;
  /** MiB, or a pair of request and limit. */
  memoryMiB?: ResourceOption;
  /** In milliseconds. Default: one hour. */
  timeoutMs?: number;
  cloud?: string;
  region?: string | readonly string[];
  includeSource?: boolean;
  /**
   * Only here: it is sent as its source text, so that it may stand anywhere and uses nothing of what stands around it.
   * Default: false, its container evaluates the module that defines the image.
   */
  serialized?: boolean;
}

type RunFunctionLayer = Extract<CommandLayer, { kind: "runFunction" }>;

const WHAT = "Image.runFunction";
const LARGEST_ARGUMENTS = 2 * 1024 * 1024;

/**
 * The layer of `runFunction`. In a container that evaluates the module, the function is noted for it to be found.
 * @param below the method that the user has called
 */
export function runFunctionLayer(
  fn: unknown,
  options: RunFunctionOptions,
  below: (...args: never[]) => unknown,
): CommandLayer {
  if (typeof fn !== "function") throw new InvalidError(`${WHAT} takes a function, got ${describe(fn)}.`);
  if (isClass(fn)) throw new InvalidError(`${WHAT} takes a function, got the class ${describe(fn.name)}.`);
  if (fn.name === "") throw new InvalidError(`${WHAT} takes a named function, got an anonymous one. Give it a name.`);
  checkOptions(WHAT, options, [
    ...STEP_OPTIONS,
    "args",
    "kwargs",
    "networkFileSystems",
    "volumes",
    "cpu",
    "memoryMiB",
    "timeoutMs",
    "cloud",
    "region",
    "includeSource",
    "serialized",
  ]);
  const importing = currentSession()?.importing;
  if (importing?.active) importing.buildFunctions.push(fn);
  const networkFileSystems = parseNetworkFileSystems(options.networkFileSystems);
  const serialized = parseSwitch("serialized", options.serialized, false);
  return compact({
    kind: "runFunction" as const,
    functionName: fn.name,
    code: serialized ? serializedSource(fn.name, fn) : Function.prototype.toString.call(fn),
    file: serialized ? undefined : importing ? importing.file : evaluatedFile(below),
    serialized,
    args: parseArguments(fn.name, options.args ?? [], options.kwargs ?? {}),
    networkFileSystems: networkFileSystems.length > 0 ? networkFileSystems : undefined,
    volumes: parseVolumeMounts(options.volumes ?? {}),
    cpu: parseCpu(options.cpu),
    memory: parseMemory(options.memoryMiB),
    timeoutMs: parseWhole("timeoutMs", options.timeoutMs, 1000, 24 * 3_600_000, "milliseconds") ?? 3_600_000,
    cloud: parseText("cloud", options.cloud),
    regions: parseTexts("region", options.region),
    includeSource: parseSwitch("includeSource", options.includeSource, true),
    ...parseStep(options),
  });
}

/**
 * What the backend is told of it, as the image is loaded.
 * @param image that it is a layer of
 * @throws InvalidError for one that no container would find
 */
export function buildFunction(layer: RunFunctionLayer, image: ImageDefinition): BuildFunction {
  const { functionName: name, code, file, serialized, args, volumes, timeoutMs, regions, includeSource } = layer;
  if (!serialized && file === undefined)
    throw new InvalidError(
      `${WHAT}: \`${name}\` is given to an image inside another function, so a container cannot find it. Define the image at the top level of a module; if the function needs nothing of what stands around it, give it \`serialized: true\`.`,
    );
  return {
    name,
    ...compact({ file, source: serialized ? code : undefined }),
    args: encodeArguments(args),
    settings: compact({
      image,
      secrets: layer.secrets.map(resolveDotenv),
      gpus: layer.gpus,
      serialized,
      networkFileSystems: layer.networkFileSystems ?? [],
      volumes,
      cpu: layer.cpu,
      memory: layer.memory,
      minContainers: 0,
      bufferContainers: 0,
      scaledownWindowMs: 60_000,
      timeoutMs,
      startupTimeoutMs: timeoutMs,
      cloud: layer.cloud,
      regions,
      nonpreemptible: true,
      enableMemorySnapshot: false,
      blockNetwork: false,
      restrictModalAccess: false,
      singleUseContainers: true,
      includeSource,
      experimentalOptions: {},
      restrictOutput: false,
    }),
  };
}

function parseArguments(name: string, list: readonly unknown[], kwargs: object): readonly unknown[] {
  if (!Array.isArray(list)) throw new InvalidError(`Option "args" of ${WHAT} must be a list, got ${describe(list)}.`);
  if (!isPlainObject(kwargs))
    throw new InvalidError(`Option "kwargs" of ${WHAT} must be an object, got ${describe(kwargs)}.`);
  const args = Object.keys(kwargs).length > 0 ? [...(list as unknown[]), kwargs] : list;
  for (const [index, argument] of args.entries()) checkCloneable(name, index, argument);
  const size = serialize(args).byteLength;
  if (size > LARGEST_ARGUMENTS)
    throw new InvalidError(
      `Arguments of "${name}" in ${WHAT} have ${size} bytes, more than 2 MiB. Put them into a file.`,
    );
  return structuredClone(args);
}

function checkCloneable(name: string, index: number, argument: unknown): void {
  try {
    structuredClone(argument);
  } catch (cause) {
    throw new SerializationError(
      `Argument args[${index}] of "${name}" in ${WHAT} cannot be sent to a container: ${describe(argument)}.`,
      { cause },
    );
  }
}
