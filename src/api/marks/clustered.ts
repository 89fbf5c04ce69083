import { currentConstruction, isDecoratorContext } from "./class-marks.js";
import type { Constructor } from "../types/cls-types.js";
import { InvalidError } from "../../contract/errors.js";
import type { Marked } from "../types/function-types.js";
import { checkUnregistered, mark, unmark } from "./marks.js";
import { checkFlag, checkOptions, describe } from "../../checks/options.js";
import { currentSession } from "../session/session.js";
import type { ClassMarker } from "../types/decorators.js";
import type { ClusterSettings, ClusterInfo } from "../../contract/cluster-settings.js";

/** Options of {@link clustered}. */
export interface ClusterOptions {
  /** Containers that work on each input; a whole number from 1. */
  size: number;
  /** Only true: every container gets the same input. */
  broadcast?: boolean;
  /** Fast network between the containers; recorded. Default: false. */
  rdma?: boolean;
  /** Containers that share a fabric; divides `size`. Default: `size`. */
  fabricSize?: number;
}

/**
 * Lets several containers work on each input of a function, or of a class with one method, together.
 * Modal: docs/modal/batching-concurrency-clusters.md#clusters.
 * @throws InvalidError for a value out of range
 * @example
 * app.function({}, experimental.clustered({ size: 4 }, async function train(epochs: number) {
 *   const { rank } = experimental.getClusterInfo(); …
 * }))
 */
export function clustered<C extends Constructor>(options: ClusterOptions, target: C): C;
export function clustered<F extends CallableFunction | Marked>(options: ClusterOptions, fn: F): F;
export function clustered(options: ClusterOptions): ClassMarker;
export function clustered(...given: readonly unknown[]): unknown {
  const [options, target] = given;
  const cluster = parseCluster(options as ClusterOptions);
  if (given.length > 1) return marked(cluster, target);
  return (decorated: unknown, ...rest: readonly unknown[]): void => {
    const [context] = rest;
    if (rest.length > 0 && !(isDecoratorContext(context) && context.kind === "class"))
      throw new InvalidError(NOT_OF_METHODS);
    marked(cluster, decorated);
  };
}

const NOT_OF_METHODS =
  "`clustered` is not for one method: its class has the containers, so decorate the class, as in `app.cls({ … }, clustered({ … }, class Name { … }))`.";

function marked(cluster: ClusterSettings, target: unknown): unknown {
  if (currentConstruction()) throw new InvalidError(NOT_OF_METHODS);
  checkUnregistered("clustered", target);
  if (typeof target !== "function")
    throw new InvalidError(`clustered takes its options and a function or class, not ${describe(target)}.`);
  if (unmark(target).cluster) throw new InvalidError(`\`${target.name}\` is clustered twice. Use \`clustered\` once.`);
  return mark(target, { cluster });
}

function parseCluster(options: ClusterOptions): ClusterSettings {
  checkOptions("clustered", options, ["size", "broadcast", "rdma", "fabricSize"]);
  const { size, broadcast = true, rdma = false, fabricSize = size } = options;
  if (!Number.isSafeInteger(size) || size < 1)
    throw new InvalidError(`Option "size" of clustered must be a whole number above 0, got ${describe(size)}.`);
  if ((broadcast as unknown) !== true)
    throw new InvalidError(
      `Option "broadcast" of clustered must be true, got ${describe(broadcast)}: every container of a cluster gets the same input.`,
    );
  checkFlag("clustered", "rdma", rdma);
  if (!Number.isSafeInteger(fabricSize) || fabricSize < 1 || size % fabricSize !== 0)
    throw new InvalidError(
      `Option "fabricSize" of clustered must divide its size (${size}), got ${describe(fabricSize)}.`,
    );
  return { size, rdma, fabricSize };
}

/** The cluster that the running container belongs to. @throws InvalidError outside of one */
export function getClusterInfo(): ClusterInfo {
  const info = currentSession()?.cluster;
  if (!info)
    throw new InvalidError(
      "getClusterInfo: this code does not run in a cluster. It works in containers of a function or class that is `clustered`.",
    );
  return info;
}
