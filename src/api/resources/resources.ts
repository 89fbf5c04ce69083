import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import type { GpuDefinition, CpuDefinition, MemoryDefinition } from "../../contract/resource-definitions.js";

/** A number, or a pair of what is reserved and the most that is allowed. */
export type ResourceOption = number | readonly [request: number, limit: number];

/**
 * The options `cpu` and `cpuLimit`, in cores. Modal: docs/modal/containers.md#resources; their ranges are checked when
 * the function is created.
 * @throws InvalidError unless it is a number or a pair of numbers, for a limit without a request, and for two limits
 */
export function parseCpu(value: ResourceOption | undefined, limit?: number): CpuDefinition | undefined {
  const pair = parsePair(
    "cpu",
    withLimit("cpu", value, "cpuLimit", limit),
    "a number of cores above 0",
    Number.isFinite,
  );
  if (pair === undefined) return undefined;
  const requestMilli = Math.trunc(pair.request * 1000);
  return pair.limit === undefined ? { requestMilli } : { requestMilli, limitMilli: Math.trunc(pair.limit * 1000) };
}

/**
 * The options `memoryMiB` and `memoryLimitMiB`. Modal: docs/modal/containers.md#resources; that the limit is not below
 * the request is checked when the function is created.
 * @throws InvalidError unless it is a whole number from 0 or a pair of such, for a limit without a request, and for two
 * limits
 */
export function parseMemory(value: ResourceOption | undefined, limit?: number): MemoryDefinition | undefined {
  const pair = parsePair(
    "memoryMiB",
    withLimit("memoryMiB", value, "memoryLimitMiB", limit),
    "a whole number of MiB, 0 or more",
    (part) => Number.isInteger(part) && Number(part) >= 0,
  );
  if (pair === undefined) return undefined;
  return pair.limit === undefined ? { requestMiB: pair.request } : { requestMiB: pair.request, limitMiB: pair.limit };
}

/**
 * The `gpu` option as a list in which earlier ones are preferred. Names are not checked.
 * Modal: docs/modal/containers.md#resources.
 * @throws InvalidError unless each is `"TYPE"` or `"TYPE:count"` with a whole count from 1
 */
export function parseGpus(value: string | readonly string[] | undefined): readonly GpuDefinition[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map(parseGpu);
}

function parseGpu(value: unknown): GpuDefinition {
  if (typeof value !== "string")
    throw new InvalidError(`Option "gpu" must be a string such as "A100:2", got ${describe(value)}.`);
  const [type = "", count, ...rest] = value.split(":");
  if (type === "" || rest.length > 0)
    throw new InvalidError(`Option "gpu" must look like "A100" or "A100:2", got ${describe(value)}.`);
  if (count !== undefined && !/^[0-9]+$/.test(count))
    throw new InvalidError(`Option "gpu": the count in ${describe(value)} must be an integer.`);
  const number = Number(count ?? 1);
  if (number < 1 || !Number.isSafeInteger(number))
    throw new InvalidError(`Option "gpu": the count in ${describe(value)} must be an integer from 1.`);
  return { type: type.toUpperCase(), count: number };
}

/** A request with the limit that was given beside it, as Modal's JavaScript SDK does. */
function withLimit(option: string, value: unknown, limitOption: string, limit: unknown): unknown {
  if (limit === undefined) return value;
  if (value === undefined)
    throw new InvalidError(`Option "${limitOption}" needs the option "${option}" beside it, the request it limits.`);
  if (Array.isArray(value))
    throw new InvalidError(`Option "${option}" has a limit already: leave out "${limitOption}", or give one number.`);
  if (typeof limit !== "number")
    throw new InvalidError(`Option "${limitOption}" must be a number, got ${describe(limit)}.`);
  return [value, limit];
}

function parsePair(
  option: string,
  value: unknown,
  expected: string,
  fits: (part: unknown) => boolean,
): { request: number; limit: number | undefined } | undefined {
  if (value === undefined) return undefined;
  const parts: readonly unknown[] = Array.isArray(value) && value.length === 2 ? value : [value];
  const [request, limit] = parts;
  if (typeof request === "number" && (limit === undefined || typeof limit === "number") && parts.every(fits))
    return { request, limit };
  throw new InvalidError(
    `Option "${option}" must be ${expected}, or a pair [request, limit] of those, got ${Array.isArray(value) ? `[${value.map(describe).join(", ")}]` : describe(value)}.`,
  );
}
