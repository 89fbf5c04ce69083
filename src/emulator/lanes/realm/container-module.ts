import type { RunningContainer } from "../routing/running-container.js";
import { overlay } from "../surroundings/overlay.js";
import { timerPromises } from "../../time/timer-promises.js";

type Namespace = Record<string, unknown>;
type Maker = (container: RunningContainer, real: Namespace) => Namespace;

/** Built-in modules that a container sees its own version of. */
const FACADES: Readonly<Record<string, Maker>> = {
  "node:timers": (container, real) =>
    overlay(real, {
      setTimeout: container.global("setTimeout"),
      setInterval: container.global("setInterval"),
      clearTimeout: container.global("clearTimeout"),
      clearInterval: container.global("clearInterval"),
      promises: timerPromises(container.timers),
    }),
  "node:timers/promises": ({ timers }) => timerPromises(timers),
  "node:process": (container) => container.process as unknown as Namespace,
  "node:console": (container, real) => overlay(real, { ...container.console }),
  "node:perf_hooks": (container, real) => overlay(real, { performance: container.global("performance") }),
  "node:crypto": ({ chance }) => chance.nodeCrypto(),
  // a container is a process of its own, in whatever thread it runs
  "node:worker_threads": (_, real) =>
    overlay(real, {
      isMainThread: true,
      threadId: 0,
      threadName: "",
      parentPort: null,
      workerData: null,
      resourceLimits: {},
      isInternalThread: false,
    }),
  "node:fs": ({ files }) => files.fs,
  "node:fs/promises": ({ files }) => files.promises,
  // Node does not tell whoever imported it what it has become since
  "node:sqlite": (_, real) => overlay(real, {}),
};

/** A container's version of a built-in module, `undefined` if it sees the real one. */
export function containerModule(container: RunningContainer, specifier: string, real: unknown): unknown {
  const maker = FACADES[specifier];
  if (!maker) return undefined;
  const facade = maker(container, (real as { default: Namespace }).default);
  return overlay(facade, { default: facade });
}

export function hasFacade(specifier: string): boolean {
  return specifier in FACADES;
}
