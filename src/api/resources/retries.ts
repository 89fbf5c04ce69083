import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError } from "../../contract/errors.js";
import { inSeconds } from "../../checks/milliseconds.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { RetryPolicy } from "../../contract/resource-definitions.js";

/** Options of {@link Retries}. */
export interface RetriesOptions {
  /** Attempts after the first; a whole number from 0. Default: 3. */
  maxRetries?: number;
  /** Each delay is this many times the one before; 1 to 10. Default: 2. */
  backoffCoefficient?: number;
  /** Delay before the first retry in milliseconds; 0 to 60 000. Default: 1000. */
  initialDelayMs?: number;
  /** No delay is longer, in milliseconds; 1000 to 60 000. Default: 60 000. */
  maxDelayMs?: number;
  /** @deprecated Use `backoffCoefficient`. */
  backoff?: number;
  /** In seconds. @deprecated Use `initialDelayMs`. */
  initialDelay?: number;
}

/**
 * How often, and after which delays, a failed input is tried again. Modal: docs/modal/retries.md#the-policy.
 * @throws InvalidError for a value out of its range, and for an option given under two names
 * @example new Retries({ maxRetries: 4, initialDelayMs: 1000, backoffCoefficient: 2 }) // waits 1, 2, 4, 8 s
 */
export class Retries implements RetryPolicy {
  readonly maxRetries: number;
  readonly backoffCoefficient: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  declare private readonly brand: "Retries";

  constructor(options: RetriesOptions = {}) {
    checkOptions("new Retries", options, [
      "maxRetries",
      "backoffCoefficient",
      "initialDelayMs",
      "maxDelayMs",
      "backoff",
      "initialDelay",
    ]);
    checkOneName(options, "backoff", "backoffCoefficient");
    checkOneName(options, "initialDelay", "initialDelayMs");
    const { maxRetries = 3, maxDelayMs = 60_000, initialDelay = 1, backoff = 2 } = options;
    const { initialDelayMs = initialDelay * 1000, backoffCoefficient = backoff } = options;
    if (!Number.isInteger(maxRetries) || maxRetries < 0)
      throw outOfRange("maxRetries", maxRetries, "a whole number from 0");
    checkRange("maxDelayMs", maxDelayMs, 1000, 60_000);
    checkRange("initialDelay", initialDelay, 0, 60, " of seconds");
    checkRange("initialDelayMs", initialDelayMs, 0, 60_000);
    checkRange("backoff", backoff, 1, 10);
    checkRange("backoffCoefficient", backoffCoefficient, 1, 10);
    this.maxRetries = maxRetries;
    this.backoffCoefficient = backoffCoefficient;
    this.initialDelayMs = initialDelayMs;
    this.maxDelayMs = maxDelayMs;
  }
}

refuseAssignments(Retries, "What it is made of is given to `new Retries`.");

/**
 * The policy that the `retries` option stands for; a number means that many retries with a fixed delay of one second.
 * Modal: docs/modal/retries.md#the-policy.
 * @throws InvalidError for anything but a whole number from 0 or a {@link Retries}
 */
export function parseRetries(value: number | Retries | undefined): RetryPolicy | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number") {
    if (!Number.isInteger(value) || value < 0)
      throw new InvalidError(`Option "retries" must be a whole number from 0, got ${value}.`);
    return parseRetries(new Retries({ maxRetries: value, backoffCoefficient: 1, initialDelayMs: 1000 }));
  }
  if (!(value instanceof Retries)) {
    throw new InvalidError(`Option "retries" must be an integer or instance of Retries, got ${describe(value)}.`);
  }
  return {
    maxRetries: value.maxRetries,
    backoffCoefficient: value.backoffCoefficient,
    initialDelayMs: Math.trunc(value.initialDelayMs),
    maxDelayMs: Math.trunc(value.maxDelayMs),
  };
}

function checkOneName(
  options: RetriesOptions,
  old: "backoff" | "initialDelay",
  name: "backoffCoefficient" | "initialDelayMs",
): void {
  if (options[old] !== undefined && options[name] !== undefined) {
    throw new InvalidError(`new Retries got both "${name}" and its older name "${old}". Keep "${name}".`);
  }
}

function checkRange(name: string, value: unknown, low: number, high: number, unit = ""): void {
  if (typeof value !== "number" || !(value >= low && value <= high))
    throw outOfRange(name, value, `a number${unit} from ${low} to ${high}`);
}

function outOfRange(name: string, value: unknown, range: string): InvalidError {
  return new InvalidError(
    `Option "${name}" of Retries must be ${range}, got ${describe(value)}.${name.endsWith("Ms") ? inSeconds(value) : ""}`,
  );
}
