import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import type { GpuDefinition, CpuDefinition, MemoryDefinition } from "../../contract/resource-definitions.js";

/** A number, or a pair of what is reserved and the most that is allowed. */
export type ResourceOption = number | readonly [request: number, limit: number];

/**
 * The `cpu` option, in cores. Modal: docs/modal/containers.md#resources; its ranges are checked when the function is
 * created.
 * @throws InvalidError unless it is a number or a pair of numbers
 */
export function parseCpu(value: ResourceOption | undefined): CpuDefinition | undefined {
  const pair = parsePair("cpu", value, "a number of cores above 0", Number.isFinite);
  if (pair === undefined) return undefined;
  const requestMilli = Math.trunc(pair.request * 1000);
  return pair.limit === undefined ? { requestMilli } : { requestMilli, limitMilli: Math.trunc(pair.limit * 1000) };
}

/**
 * The `memoryMiB` option. Modal: docs/modal/containers.md#resources; that the limit is not below the request is checked
 * when the function is created.
 * @throws InvalidError unless it is a whole number from 0 or a pair of such
 */
export function parseMemory(value: ResourceOption | undefined): MemoryDefinition | undefined {
  const pair = parsePair(
    "memoryMiB",
    value,
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
