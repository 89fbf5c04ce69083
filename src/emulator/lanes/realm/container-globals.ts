import { promisify } from "node:util";
import { containerFetch } from "../surroundings/container-fetch.js";
import type { RunningContainer } from "../routing/running-container.js";
import { overlay } from "../surroundings/overlay.js";
import { seededRequest, seededResponse } from "../surroundings/seeded-form.js";
import { timerPromises } from "../../time/timer-promises.js";
import { virtualDate } from "../surroundings/virtual-date.js";
import { utcIntl } from "../surroundings/utc-dates.js";
import { virtualPerformance } from "../surroundings/virtual-performance.js";

type Maker = (container: RunningContainer) => unknown;

/** What user code finds under a global name in its container, by name; made when a module mentions the name. */
export const CONTAINER_GLOBALS: Readonly<Record<string, Maker>> = {
  setTimeout: ({ timers }) =>
    Object.assign(timers.setTimeout.bind(timers), { [promisify.custom]: timerPromises(timers)["setTimeout"] }),
  setInterval: ({ timers }) => timers.setInterval.bind(timers),
  clearTimeout: ({ timers }) => timers.clear,
  clearInterval: ({ timers }) => timers.clear,
  Date: (container) => virtualDate(() => container.now),
  Intl: () => utcIntl(),
  Math: ({ chance }) =>
    Object.create(Math, { random: { value: chance.random, writable: true, configurable: true } }) as Math,
  crypto: ({ chance }) => chance.webCrypto(),
  performance: (container) => virtualPerformance(container),
  AbortSignal: ({ timers }) => overlay(AbortSignal, { timeout: (ms: number) => timeoutSignal(timers, ms) }),
  fetch: (container) => containerFetch(container),
  Request: ({ chance }) => seededRequest(Request, chance.random),
  Response: ({ chance }) => seededResponse(Response, chance.random),
  console: (container) => container.console,
  process: (container) => container.process,
};

function timeoutSignal(timers: RunningContainer["timers"], ms: number): AbortSignal {
  const controller = new AbortController();
  timers.setTimeout(
    () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    ms,
  );
  return controller.signal;
}

/** `globalThis` in a container: the names above are its own, and so is what user code adds. */
export function containerGlobal(container: RunningContainer): typeof globalThis {
  const own = Object.create(globalThis) as typeof globalThis;
  for (const name of Object.keys(CONTAINER_GLOBALS)) {
    Object.defineProperty(own, name, {
      configurable: true,
      enumerable: false,
      get: () => container.global(name),
      set: (value: unknown) => {
        Object.defineProperty(own, name, { value, writable: true, configurable: true });
      },
    });
  }
  return Object.defineProperties(own, {
    globalThis: { get: () => own, configurable: true },
    global: { get: () => own, configurable: true },
  });
}
