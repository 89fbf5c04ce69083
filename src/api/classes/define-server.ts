import { compact } from "../../contract/compact.js";
import type { WebSettings } from "../../contract/web-settings.js";
import { InvalidError } from "../../contract/errors.js";
import type { CallSite } from "../../checks/call-site.js";
import { checkOptions, describe } from "../../checks/options.js";
import { parseSwitch, parseText, parseWhole } from "../../checks/option-types.js";
import { markMethod } from "../marks/class-marks.js";
import { mark, unmark } from "../marks/marks.js";
import { CONTAINER_OPTIONS, type ContainerOptions } from "../settings/container-options.js";
import type { Owner } from "../settings/owner.js";
import type { UserClass } from "./class-shape.js";
import type { ClsHandle } from "./cls-handle.js";
import { defineClass } from "./define-class.js";

/** What a class of containers takes that a server has not. */
type NotOfServers = "retries" | "timeoutMs" | "networkFileSystems" | "serialized" | "restrictOutput" | "maxInputs";

/** Options of `app.server`. Modal: docs/modal/function-options.md#servers. */
export interface ServerOptions extends Omit<ContainerOptions, NotOfServers> {
  /** Where the server listens, from 1 to 65535. Default: 8000. */
  port?: number;
  /** How long it may take until it listens, in milliseconds of virtual time. Default: 30,000. */
  startupTimeoutMs?: number;
  /** Whether requests need no proxy token. Default: false. */
  unauthenticated?: boolean;
  /** Requests that a container is to have at once; more containers start above that. Default: as many as there are. */
  targetConcurrency?: number;
  /** How long demand has to last until another container starts, in milliseconds; more than 0. Recorded. */
  scaleupWindowMs?: number;
  /** How long a container may go on with requests when it is to stop, in milliseconds, up to 3,600,000. Recorded. Default: 0. */
  exitGracePeriodMs?: number;
  /** Speak HTTP/2 with the container. Recorded. Default: false. */
  h2Enabled?: boolean;
  /** Region of its containers, or several; `region` is the same. */
  computeRegion?: string | readonly string[];
  /** The name under which it is registered. Default: that of the class. */
  name?: string;
}

/** Requests at once in a container at most. */
const MOST_REQUESTS = 1000;
/** A request may take as long as it does. */
const NO_LIMIT_MS = 86_400_000;
/** What stands for all requests: servers have no methods of their own. */
export const SERVE = "serve";

const REFUSED: ReadonlySet<string> = new Set([
  "retries",
  "timeoutMs",
  "networkFileSystems",
  "serialized",
  "restrictOutput",
  "maxInputs",
] satisfies NotOfServers[]);
const OPTIONS = [
  ...CONTAINER_OPTIONS.filter((name) => !REFUSED.has(name)),
  "port",
  "startupTimeoutMs",
  "unauthenticated",
  "targetConcurrency",
  "scaleupWindowMs",
  "exitGracePeriodMs",
  "h2Enabled",
  "computeRegion",
  "name",
] as (keyof ServerOptions)[];

/** What `app.server` makes of its arguments: a class whose only method answers all requests. */
export function defineServer(
  owner: Owner,
  options: ServerOptions,
  target: unknown,
  site: CallSite | undefined,
): ClsHandle {
  checkOptions("app.server", options, OPTIONS);
  if (typeof target !== "function" || target.prototype === undefined)
    throw new TypeError(`app.server takes a class, got ${describe(target)}.`);
  const { port, startupTimeoutMs, unauthenticated, targetConcurrency, name, ...more } = options;
  const { scaleupWindowMs, exitGracePeriodMs, h2Enabled, computeRegion, ...container } = more;
  if (computeRegion !== undefined && container.region !== undefined)
    throw new InvalidError('Options "computeRegion" and "region" of app.server are the same. Give one of them.');
  const web: WebSettings = {
    kind: "server",
    isWhole: true,
    customDomains: [],
    requiresProxyAuth: !parseSwitch("unauthenticated", unauthenticated, false),
    port: parseWhole("port", port, 1, 65_535) ?? 8000,
    startupTimeoutMs: parseWhole("startupTimeoutMs", startupTimeoutMs, 1, undefined, "milliseconds") ?? 30_000,
    ...compact({
      scaleupWindowMs: parseWhole("scaleupWindowMs", scaleupWindowMs, 1, undefined, "milliseconds"),
      exitGracePeriodMs: parseWhole("exitGracePeriodMs", exitGracePeriodMs, 0, 3_600_000, "milliseconds"),
      h2Enabled: h2Enabled === undefined ? undefined : parseSwitch("h2Enabled", h2Enabled, false),
    }),
  };
  const region = computeRegion === undefined ? {} : { region: computeRegion };
  const tag = parseText("name", name) ?? target.name;
  const { concurrency, cluster } = unmark(target);
  if (concurrency || cluster)
    throw new InvalidError(
      `Server \`${tag}\` can be neither \`concurrent\` nor \`clustered\`: its port takes all requests.`,
    );
  const served = servedClass(target as UserClass, tag, web);
  mark(served as unknown as CallableFunction, {
    concurrency: { maxInputs: MOST_REQUESTS, targetInputs: parseTarget(targetConcurrency) },
  });
  const handle = defineClass(owner, { ...container, ...region, timeoutMs: NO_LIMIT_MS }, served, site);
  checkServer(tag, handle);
  return handle;
}

/** The class with a method for all requests, which its hooks have to have made something for. */
function servedClass(target: UserClass, name: string, web: WebSettings): UserClass {
  const served = class extends target {};
  Object.defineProperty(served, "name", { value: name });
  const serve = (): WebSettings => web; // a function of its own for each class: the mark is on it
  markMethod({ kind: "method", fn: serve, isGenerator: false, web });
  Object.defineProperty(served.prototype, SERVE, { value: serve, configurable: true });
  return served;
}

function parseTarget(given: unknown): number {
  if (given === undefined) return MOST_REQUESTS;
  if (typeof given !== "number" || !Number.isFinite(given) || given <= 0)
    throw new InvalidError(
      `Option "targetConcurrency" of app.server must be a number above 0, got ${describe(given)}. That 0 switches the autoscaler off is not emulated.`,
    );
  return Math.min(MOST_REQUESTS, Math.max(1, Math.round(given)));
}

/** Modal: docs/modal/function-options.md#servers. */
function checkServer(tag: string, { shape }: ClsHandle): void {
  if (!shape) return;
  const others = shape.methods.filter(({ name }) => name !== SERVE).map(({ name }) => `\`${name}\``);
  if (others.length > 0)
    throw new InvalidError(
      `Server \`${tag}\` can have no methods: its port takes all requests. It has ${others.join(", ")}.`,
    );
  if (shape.parameters.length > 0 || shape.takesArguments)
    throw new InvalidError(`Server \`${tag}\` can have neither parameters nor a constructor with arguments.`);
  if (!shape.hooks.some(({ kind }) => kind === "enter"))
    throw new InvalidError(`Server \`${tag}\` needs an \`enter\` hook, which starts what listens on its port.`);
}
