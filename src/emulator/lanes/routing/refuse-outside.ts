import childProcess from "node:child_process";
import { promisify } from "node:util";
import { currentContainer } from "./container-session.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { RunningContainer } from "./running-container.js";
import { refuseText } from "../outside/refused-text.js";
import { replaceMember } from "../outside/replace-member.js";
import { routeOutside } from "../outside/route-outside.js";
import { routePosting } from "../outside/route-posting.js";
import { routeWorkers } from "../outside/route-workers.js";
import { tellWorkers, WorkerDisk } from "../outside/worker-disk.js";

type Callable = (...args: unknown[]) => unknown;

/** Functions of `node:child_process`. */
const STARTING = ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"];

/** How deep arguments are looked through: options hold lists such as `stdio`. */
const DEPTH = 3;

/**
 * Has what uses files beside `node:fs` respect, in this thread, the disk and the mounts of the container that calls. Child
 * processes that do not find them are refused, if they are given a path there.
 * @returns how to stop it
 */
export function refuseOutside(): () => void {
  const undo = [
    ...STARTING.map(replace),
    routeOutside(currentMounts, currentContainer),
    routeWorkers(currentMounts, (mounts) => new WorkerDisk(mounts)),
    routePosting(tellWorkers),
  ];
  return () => {
    for (const each of undo) each();
  };
}

function currentMounts(): ContainerMounts | undefined {
  return currentContainer()?.mounts;
}

function replace(member: string): () => void {
  return replaceMember(childProcess, member, (real) =>
    refusingFunction(real as Callable, `child_process.${member}`, currentContainer),
  );
}

/** A function or class that does what it always did, unless it is given something in a mount. */
function refusingFunction(real: Callable, what: string, find: () => RunningContainer | undefined): Callable {
  const check = (args: readonly unknown[]): void => {
    const container = find();
    if (container?.mounts) refuse(container, container.mounts, what, args);
  };
  const refusing = function (this: unknown, ...args: unknown[]): unknown {
    check(args);
    if (new.target)
      return Reflect.construct(real, args, new.target === (refusing as unknown) ? real : new.target) as object;
    return Reflect.apply(real, this, args);
  };
  Object.setPrototypeOf(refusing, Object.getPrototypeOf(real) as object);
  for (const key of Reflect.ownKeys(real)) {
    const descriptor = Object.getOwnPropertyDescriptor(real, key) ?? {};
    Object.defineProperty(
      refusing,
      key,
      key === promisify.custom
        ? {
            ...descriptor,
            // what `promisify` has made names itself
            value: descriptor.value === real ? refusing : refusingFunction(descriptor.value as Callable, what, find),
          }
        : descriptor,
    );
  }
  return refusing;
}

function refuse({ programs }: RunningContainer, mounts: ContainerMounts, what: string, args: readonly unknown[]): void {
  if (programs && programs.way !== "host") return;
  for (const text of texts(args, DEPTH)) refuseText(mounts, what, text);
}

/** Every text and path in arguments and their options; the environment names paths that may never be used. */
function* texts(value: unknown, depth: number): Generator<string> {
  if (typeof value === "string") yield value;
  else if (value instanceof URL) yield value.protocol === "file:" ? value.pathname : "";
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString();
  else if (depth > 0 && typeof value === "object" && value !== null)
    for (const [key, part] of Object.entries(value))
      if (key !== "env" && key !== "input") yield* texts(part, depth - 1);
}
