import { promisify } from "node:util";
import { UnimplementedError } from "../../../contract/errors.js";
import { builtInModule } from "../outside/built-in-module.js";
import { currentContainer } from "./container-session.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { RunningContainer } from "./running-container.js";
import { refuseText } from "../outside/refused-text.js";
import { routePosting } from "../outside/route-posting.js";
import { routeWorkers } from "../outside/route-workers.js";
import { tellWorkers, WorkerDisk } from "../outside/worker-disk.js";

type Namespace = Record<string, unknown>;
type Callable = (...args: unknown[]) => unknown;

/** What reads or writes files by other means than `node:fs`, by module. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  "node:child_process": ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"],
  "node:process": ["dlopen"],
  "node:v8": ["writeHeapSnapshot"],
};

/** Those that write to files, whatever else they do. */
const WRITERS: ReadonlySet<string> = new Set(["v8.writeHeapSnapshot"]);

/** How deep arguments are looked through: options hold lists such as `stdio`. */
const DEPTH = 3;

/**
 * Refuses, in this thread, what would look for files of mounts on the host's own disk: child processes, threads and native addons that are given a path in a mount of the container that calls.
 * @returns how to stop it
 */
export function refuseOutside(): () => void {
  const undo = Object.entries(OUTSIDE).flatMap(([name, members]) => {
    const module = builtInModule(name);
    return module
      ? members.filter((member) => typeof module[member] === "function").map((member) => replace(module, name, member))
      : [];
  });
  undo.push(
    routeWorkers(
      () => currentContainer()?.mounts,
      (mounts) => new WorkerDisk(mounts),
    ),
    routePosting(tellWorkers),
  );
  return () => {
    for (const each of undo) each();
  };
}

function replace(module: Namespace, moduleName: string, member: string): () => void {
  const real = module[member] as Callable;
  const refusing = refusingFunction(real, `${moduleName.slice("node:".length)}.${member}`, currentContainer);
  module[member] = refusing;
  return () => {
    if (module[member] === refusing) module[member] = real;
  };
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
  if (mounts.paths.layer && WRITERS.has(what))
    throw new UnimplementedError(
      `${what} would write to the host's own disk, and this container has one of its own (\`disk: "private"\`), which only \`node:fs\` sees.`,
    );
  if (what.startsWith("child_process.") && programs?.findTheirDisk) return;
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
