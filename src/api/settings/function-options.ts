import { compact } from "../../contract/compact.js";
import { CONTAINER_OPTIONS, type ContainerOptions } from "./container-options.js";
import { Cron } from "../schedules/cron.js";
import { InvalidError } from "../../contract/errors.js";
import { Image } from "../images/image.js";
import { parseInstance, parseSwitch, parseText } from "../../checks/option-types.js";
import { warnOfSeconds } from "../../checks/milliseconds.js";
import { isLocal } from "../session/context.js";
import { checkOptions } from "../../checks/options.js";
import { type AppDefaults, parseContainerOptions } from "./parse-container-options.js";
import { Period } from "../schedules/period.js";
import { refuseRemovedOptions } from "./removed-options.js";
import { checkCluster } from "./check-cluster.js";
import type { FunctionSettings, Marks } from "../../contract/function-settings.js";
import type { ClusterSettings } from "../../contract/cluster-settings.js";

/** Options of `app.function`. Modal: docs/modal/function-options.md#options. */
export interface FunctionOptions extends ContainerOptions {
  /** When the function runs by itself; only for functions that need no argument. */
  schedule?: Cron | Period;
  /** The name under which the function is registered. Default: that of the function. */
  name?: string;
  /** Whether it yields values. Default: whether it is a generator function; needed for one that returns a generator. */
  isGenerator?: boolean;
}

/** Options of `app.cls`. Modal: docs/modal/function-options.md#classes. */
export type ClsOptions = ContainerOptions;

/** What is known of the body of a function without calling it. */
export interface FunctionBody {
  /** `""` for an anonymous one. */
  readonly name: string;
  /** Parameters before the first with a default, as in `fn.length`. */
  readonly requiredParameters: number;
  /** Whether it is a generator function, synchronous or not. */
  readonly isGenerator: boolean;
  /** Whether it answers HTTP requests. */
  readonly isWeb: boolean;
  /** What wrappers say of it. */
  readonly marks?: Marks;
}

/**
 * The settings that the options of `app.function` stand for. Modal: docs/modal/function-options.md#options.
 * @throws InvalidError for an unknown option, a value of a wrong type or out of its range, a schedule on a function
 * that needs arguments, and retries of a generator or web function
 * @throws DeprecationError for an option that Modal removed
 */
export function parseFunctionOptions(options: FunctionOptions, app: AppDefaults, body: FunctionBody): FunctionSettings {
  const called = typeof options.name === "string" && options.name !== "" ? options.name : body.name;
  const subject = called === "" ? "Anonymous function" : `Function "${called}"`;
  const { container, isGenerator, schedule } = about(subject, () => {
    checkNames("app.function", options, [...CONTAINER_OPTIONS, "schedule", "name", "isGenerator"]);
    parseText("name", options.name);
    return {
      container: parseContainerOptions(options, app),
      isGenerator: parseSwitch("isGenerator", options.isGenerator, body.isGenerator),
      schedule: parseInstance("schedule", options.schedule, "a Cron or Period", isSchedule)?.definition,
    };
  });
  warnOfOptions(subject, options);
  const name = options.name ?? body.name;
  if (name === "")
    throw new InvalidError('A function of an app needs a name. Name the function, or give the option "name".');
  if (schedule !== undefined && body.requiredParameters > 0) {
    throw new InvalidError(
      `Function "${name}" has a schedule, so it must be callable without arguments. Give every parameter a default.`,
    );
  }
  if (schedule !== undefined && body.isWeb)
    throw new InvalidError(`Function "${name}" answers web requests, so it cannot have a schedule.`);
  checkRetries(name, options, isGenerator ? "generator" : body.isWeb ? "web" : "plain");
  const { batch, concurrency, cluster, web } = body.marks ?? {};
  if (web && (batch || cluster))
    throw new InvalidError(
      `Function "${name}" answers web requests, so it can be neither batched nor in a cluster: each request is an input of its own.`,
    );
  const settings: FunctionSettings = compact({
    ...container,
    ...inCluster(cluster),
    name,
    isGenerator,
    schedule,
    batch,
    concurrency,
    web,
  });
  checkCluster(`Function "${name}"`, settings, isGenerator);
  return settings;
}

/**
 * The settings that the options of `app.cls` stand for. Modal: docs/modal/function-options.md#classes.
 * @throws InvalidError for an unknown option, and a value of a wrong type or out of its range
 * @throws DeprecationError for an option that Modal removed
 */
export function parseClsOptions(
  options: ClsOptions,
  app: AppDefaults,
  name: string,
  { concurrency, cluster }: Marks,
): FunctionSettings {
  const container = about(`Class "${name}"`, () => {
    checkNames("app.cls", options, CONTAINER_OPTIONS);
    return parseContainerOptions(options, app);
  });
  warnOfOptions(`Class "${name}"`, options);
  return compact({ ...container, ...inCluster(cluster), name, isGenerator: false, concurrency });
}

/** Containers evaluate the same options again. */
function warnOfOptions(subject: string, { retries, scaledownWindowMs }: ContainerOptions): void {
  if (!isLocal()) return;
  warnOfSeconds(subject, {
    scaledownWindowMs,
    initialDelayMs: typeof retries === "object" ? retries.initialDelayMs : undefined,
  });
}

/** Clusters have a network of their own. Modal: docs/modal/batching-concurrency-clusters.md#clusters. */
function inCluster(cluster: ClusterSettings | undefined): Partial<FunctionSettings> {
  return cluster ? { cluster, i6pn: true } : {};
}

/** What `parse` gives; its errors get told what they are about. */
function about<T>(subject: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidError) throw new InvalidError(`${subject}: ${error.message}`, { cause: error });
    throw error;
  }
}

function checkNames<O extends object>(what: string, options: O, known: readonly (keyof O & string)[]): void {
  if (options instanceof Image)
    throw new InvalidError(
      `${what} got an Image in place of its options. Give it by name, as in ${what}({ image }, ...).`,
    );
  refuseRemovedOptions(what, options);
  checkOptions(what, options, known);
}

function checkRetries(name: string, options: FunctionOptions, kind: "plain" | "generator" | "web"): void {
  if (kind === "plain" || options.retries === undefined) return;
  throw new InvalidError(
    `Function "${name}" is a ${kind} function, and retries are not supported for those. Remove the option "retries".`,
  );
}

function isSchedule(value: unknown): value is Cron | Period {
  return value instanceof Cron || value instanceof Period;
}
