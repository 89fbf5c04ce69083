import { isSpan } from "../../contract/time-range.js";
import { RPC_CODES } from "../../contract/client-commands.js";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { ContainerLossOptions, Fault, FaultKind, FaultPlan } from "./fault-plan.js";
import type { RpcFaultOptions } from "./rpc-fault.js";
import { STORAGE_OPERATIONS } from "./storage-fault.js";

const FREQUENCY = ["times", "probability", "when", "optional"] as const;
const ATTEMPT = ["calls", "attempts", ...FREQUENCY] as const;
const START = ["containers", ...FREQUENCY] as const;

/** Options of each kind of fault. */
const OPTIONS: {
  readonly [K in FaultKind]: readonly Exclude<
    keyof Extract<Fault, { kind: K }>,
    "kind" | "function" | "step" | "method"
  >[];
} = {
  fail: [...ATTEMPT, "error"],
  preempt: [...ATTEMPT, "afterMs", "atOperation"],
  crash: [...ATTEMPT, "afterMs", "atOperation"],
  outOfMemory: [...ATTEMPT, "afterMs", "atOperation"],
  loseOutput: ATTEMPT,
  duplicate: [...ATTEMPT, "as"],
  delay: [...ATTEMPT, "delayMs"],
  slowStart: [...START, "delayMs"],
  failStart: [...START, "error"],
  failBuild: [...FREQUENCY, "error"],
  slowBuild: [...FREQUENCY, "delayMs"],
  rpc: [
    "calls",
    "attempts",
    ...FREQUENCY,
    "code",
    "message",
    "delayMs",
    "retryAfterMs",
    "afterMessages",
    "losesAnswer",
  ],
  failStorage: ["operations", ...FREQUENCY, "error", "delayMs"],
};

const REQUIRED: Readonly<Partial<Record<FaultKind, string>>> = {
  delay: "delayMs",
  slowStart: "delayMs",
  slowBuild: "delayMs",
};

interface Rule {
  readonly expected: string;
  allows(value: unknown): boolean;
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1;
const NUMBERS: Rule = {
  expected: "a whole number from 1, or a list of such",
  allows: (value) => (Array.isArray(value) ? value.length > 0 && value.every(isCount) : isCount(value)),
};

const RULES: Readonly<Record<string, Rule>> = {
  calls: NUMBERS,
  attempts: NUMBERS,
  containers: NUMBERS,
  times: { expected: "a whole number from 1", allows: isCount },
  probability: {
    expected: "a number above 0 and at most 1",
    allows: (value) => typeof value === "number" && value > 0 && value <= 1,
  },
  when: { expected: "a function", allows: (value) => typeof value === "function" },
  optional: { expected: "true or false", allows: (value) => typeof value === "boolean" },
  error: {
    expected: "an Error, or an object with name and message",
    allows: (value) => typeof Object(value).name === "string" && typeof Object(value).message === "string",
  },
  afterMs: { expected: "a number of milliseconds from 0 to 8.64e15", allows: (value) => isSpan(value) && value >= 0 },
  atOperation: { expected: "a whole number from 1", allows: isCount },
  delayMs: {
    expected: "a number of milliseconds above 0, up to 8.64e15",
    allows: (value) => isSpan(value) && value > 0,
  },
  retryAfterMs: {
    expected: "a number of milliseconds above 0, up to 8.64e15",
    allows: (value) => isSpan(value) && value > 0,
  },
  afterMessages: {
    expected: "a whole number from 0",
    allows: (value) => Number.isInteger(value) && Number(value) >= 0,
  },
  losesAnswer: { expected: "true or false", allows: (value) => typeof value === "boolean" },
  code: { expected: `one of ${RPC_CODES.join(", ")}`, allows: (value) => RPC_CODES.some((code) => code === value) },
  message: { expected: "a text", allows: (value) => typeof value === "string" },
  method: {
    expected: "a text or a pattern",
    allows: (value) => (typeof value === "string" && value !== "") || value instanceof RegExp,
  },
  step: {
    expected: "a text or a pattern",
    allows: (value) => (typeof value === "string" && value !== "") || value instanceof RegExp,
  },
  as: { expected: '"next" or "same"', allows: (value) => value === "next" || value === "same" },
};

/**
 * @param what that was called, or which fault of a plan it is
 * @param more names of options that are checked elsewhere
 * @throws InvalidError for an unknown option, or a value out of its range
 */
export function checkFaultOptions(what: string, kind: FaultKind, options: object, more: readonly string[] = []): void {
  checkOptions(what, options as Readonly<Record<string, unknown>>, [...more, ...OPTIONS[kind]]);
  const refuse = (name: string, expected: string, value: unknown): never => {
    throw new InvalidError(`Option "${name}" of ${what} must be ${expected}, got ${describe(value)}.`);
  };
  const required = REQUIRED[kind];
  if (required !== undefined && Reflect.get(options, required) === undefined)
    refuse(required, RULES[required]?.expected ?? "given", undefined);
  const { afterMs, atOperation } = options as ContainerLossOptions;
  if (afterMs !== undefined && atOperation !== undefined)
    throw new InvalidError(`${what} takes either "afterMs" or "atOperation", not both.`);
  const { afterMessages, losesAnswer } = options as RpcFaultOptions;
  if (afterMessages !== undefined && losesAnswer === true)
    throw new InvalidError(`${what} takes either "afterMessages" or "losesAnswer", not both.`);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const rule = RULES[name];
    if (rule && !rule.allows(value)) refuse(name, rule.expected, value);
    if (name !== "operations") continue;
    if (!Array.isArray(value)) refuse(name, "a list of operations", value);
    for (const operation of value as unknown[])
      if (!STORAGE_OPERATIONS.some((known) => known === operation))
        refuse(name, `a list of ${STORAGE_OPERATIONS.join(", ")}`, operation);
  }
}

/**
 * The option `faults` of a world.
 * @throws InvalidError for what is no plan
 */
export function checkFaultPlan(plan: unknown): FaultPlan {
  if (!Array.isArray(plan))
    throw new InvalidError(`Emulator.start: faults must be a list of faults, not ${describe(plan)}.`);
  for (const [index, fault] of plan.entries()) {
    const what = `faults[${index}] of Emulator.start`;
    const { kind, function: name, ...options } = Object(fault) as { kind?: unknown; function?: unknown };
    if (typeof kind !== "string" || !Object.hasOwn(OPTIONS, kind))
      throw new InvalidError(
        `${what} must be an object whose \`kind\` is one of ${Object.keys(OPTIONS).join(", ")}, got ${describe(kind === undefined ? fault : kind)}.`,
      );
    const isBuild = kind === "failBuild" || kind === "slowBuild";
    if (name !== undefined && isBuild) throw new InvalidError(`${what} is of no function: say which layers by "step".`);
    if (name !== undefined && (typeof name !== "string" || !/^[^/]+\/./.test(name)))
      throw new InvalidError(`Option "function" of ${what} must be "app/function", got ${describe(name)}.`);
    if (name !== undefined && kind === "rpc")
      throw new InvalidError(`${what} is of no function: say which calls by "method".`);
    const more = isBuild ? "step" : kind === "rpc" ? "method" : "function";
    checkFaultOptions(what, kind as FaultKind, options, ["kind", more]);
  }
  return plan as FaultPlan;
}
