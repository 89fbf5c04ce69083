import nodeCrypto from "node:crypto";
import type { RunningContainer } from "./running-container.js";
import { currentContainer } from "./container-session.js";
import { replacedGlobals } from "./replaced-globals.js";
import { routedGlobal } from "./routed-global.js";
import { blockNetwork } from "./block-network.js";
import { routeDatabases } from "./route-databases.js";
import { routePorts } from "./route-ports.js";
import { routeSockets } from "./route-sockets.js";
import { routeTime } from "./route-time.js";
import { routeContexts } from "./route-contexts.js";
import { routeSettings } from "./route-settings.js";
import { routeToldTime } from "./route-told-time.js";
import { routeHiddenWork } from "./route-hidden-work.js";
import { virtualWaitAsync } from "../surroundings/virtual-wait-async.js";
import { ROUTED_FUNCTIONS } from "../surroundings/process-members.js";
import { showUtc } from "../surroundings/utc-dates.js";

/** What `node:crypto` draws from a container's chance. */
const NODE_CHANCE = [
  "randomUUID",
  "randomUUIDv7",
  "randomBytes",
  "randomInt",
  "randomFill",
  "randomFillSync",
  "generateKey",
  "generateKeySync",
  "generatePrime",
  "generatePrimeSync",
];

/**
 * Routes the globals of this thread to the container that runs, if one does: packages are shared by the containers of a
 * lane, so what they see of time, chance and output asks which container runs. Outside of containers everything is as
 * it was.
 * @returns how to stop it
 */
export function routeGlobals(): () => void {
  const restore = replacedGlobals.replace((replace) => {
    const route = (target: object, name: string, routed: (container: RunningContainer) => unknown): void => {
      const real: unknown = Reflect.get(target, name);
      if ((typeof real !== "function" && typeof real !== "object") || real === null) return;
      const own = (): unknown => {
        const container = currentContainer();
        return container && routed(container);
      };
      replace(target, name, { wrap: (behind) => routedGlobal(real, name, own, behind) });
    };
    routeTime(replace, currentContainer);
    route(globalThis, "fetch", (container) => container.global("fetch"));
    route(Math, "random", ({ chance }) => chance.random);
    for (const name of ROUTED_FUNCTIONS)
      route(process, name, (container) =>
        // asked for at every turn: a `process` is only made for who has moved
        name === "cwd" && container.mounts?.paths.directory === undefined
          ? undefined
          : (Reflect.get(container.process, name) as unknown),
      );
    const { report } = process;
    replace(process, "report", { get: () => currentContainer()?.process.report ?? report });
    for (const stream of ["stdout", "stderr"] as const)
      for (const name of ["write", "end", "destroy", "destroySoon", "cork", "uncork"])
        route(process[stream], name, ({ process: { [stream]: own } }) => methodOf(own, name));
    for (const name of ["randomUUID", "getRandomValues"] as const) route(crypto, name, ({ chance }) => chance[name]);
    route(crypto.subtle, "generateKey", ({ chance }) => chance.generateWebKey);
    for (const name of NODE_CHANCE) route(nodeCrypto, name, ({ chance }) => chance.nodeCrypto()[name]);
    for (const name of [
      "log",
      "info",
      "debug",
      "warn",
      "error",
      "dir",
      "table",
      "trace",
      "assert",
      "count",
      "countReset",
      "group",
      "groupEnd",
      "time",
      "timeLog",
      "timeEnd",
    ])
      route(console, name, (container) => Reflect.get(container.console, name) as unknown);
    route(Atomics, "waitAsync", ({ timers }) => virtualWaitAsync(timers));
    routePorts(replace, currentContainer);
    routeDatabases(replace, currentContainer);
    routeSockets(replace, currentContainer);
    blockNetwork(replace, currentContainer);
    routeHiddenWork(replace, currentContainer);
    routeToldTime(replace, currentContainer);
    routeContexts(replace, currentContainer);
    routeSettings(replace, currentContainer);
    route(AbortSignal, "timeout", (container) => (container.global("AbortSignal") as typeof AbortSignal).timeout);
  });
  const showOwn = showUtc(() => currentContainer() !== undefined);
  return () => {
    showOwn();
    restore();
  };
}

function methodOf(owner: object, name: string): unknown {
  const method: unknown = Reflect.get(owner, name);
  return typeof method === "function" ? (method.bind(owner) as unknown) : method;
}
