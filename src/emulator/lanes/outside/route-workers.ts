import {
  getEnvironmentData,
  setEnvironmentData,
  type TransferListItem,
  type Worker,
  type WorkerOptions,
} from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { withoutSession } from "../../../api/session/session.js";
import { packageRoot } from "../../../checks/package-files.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { refuseText } from "./refused-text.js";
import { replaceMember } from "./replace-member.js";
import { START_KEY, type WorkerStart } from "./worker-start.js";

const PRELOAD = new URL("dist/emulator/lanes/outside/worker-preload.js", packageRoot);

/** Tells a `Worker` what the disk is that it is to find. */
export interface WorkerTelling {
  readonly beginning: Omit<WorkerStart, "execArgv">;
  /** There is nobody to be told, or not any more. */
  close(): void;
}

type Make = (args: readonly unknown[]) => Worker;

/**
 * Has each `Worker` that is started in this thread find the disk of the container that starts it.
 * @param find whose that is; `undefined`: the machine's
 * @param tell how to tell what becomes of it
 * @returns how to stop it
 */
export function routeWorkers(
  find: () => ContainerMounts | undefined,
  tell: (mounts: ContainerMounts) => WorkerTelling,
): () => void {
  const threads = process.getBuiltinModule("node:worker_threads");
  return replaceMember(threads, "Worker", (real) => {
    return new Proxy(real as object as typeof Worker, {
      construct: (target, args: readonly unknown[], newTarget) => {
        const make: Make = (given) => Reflect.construct(target, given, newTarget) as Worker;
        const mounts = find();
        return mounts && (mounts.paths.layer || mounts.specs.length > 0)
          ? started(args, make, mounts, () => tell(mounts))
          : make(args);
      },
    });
  });
}

function started(
  [file, given = {}]: readonly unknown[],
  make: Make,
  mounts: ContainerMounts,
  tell: () => WorkerTelling,
): Worker {
  if (typeof given !== "object" || given === null) return make([file, given]);
  const options = given as WorkerOptions;
  if (!options.eval) refuseFile(mounts, file);
  if (options.execArgv !== undefined && !Array.isArray(options.execArgv)) return make([file, options]); // Node says it
  const telling = tell();
  const { port } = telling.beginning;
  const start = (execArgv: readonly string[]): Worker => {
    const shown = options.execArgv ?? process.execArgv;
    const transferList: TransferListItem[] = [...(options.transferList ?? []), port];
    return withStart({ ...telling.beginning, execArgv: shown.map(String) }, () =>
      make([
        file,
        Object.assign(Object.create(options) as object, {
          execArgv: [...execArgv, "--require", fileURLToPath(PRELOAD)],
          transferList,
        }),
      ]),
    );
  };
  try {
    const worker = options.execArgv ? start(options.execArgv.map(String)) : inheriting(options, start);
    worker.once("exit", () => telling.close());
    return worker;
  } catch (error) {
    telling.close();
    throw error;
  }
}

/** With an environment of its own, it takes over no options. */
function inheriting({ env }: WorkerOptions, start: (execArgv: readonly string[]) => Worker): Worker {
  if (typeof env === "object") return start([]);
  try {
    return start(process.execArgv);
  } catch (error) {
    if (!isOfOptions(error)) throw error;
    const ofProcess = error.message.slice(error.message.indexOf(":") + 1).split(",");
    const names = new Set(ofProcess.map((name) => nameOf(name.trim())));
    return start(process.execArgv.filter((option) => !names.has(nameOf(option))));
  }
}

/** Options of the whole process may not be named for a thread. */
function isOfOptions(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_WORKER_INVALID_EXEC_ARGV";
}

function nameOf(option: string): string {
  return option.split("=")[0] ?? option;
}

/** Node's own loader looks for it. */
function refuseFile(mounts: ContainerMounts, file: unknown): void {
  if (typeof file === "string") refuseText(mounts, "worker_threads.Worker", file);
  else if (file instanceof URL && file.protocol === "file:") refuseText(mounts, "worker_threads.Worker", file.pathname);
}

function withStart(start: WorkerStart, body: () => Worker): Worker {
  withoutSession(() => setEnvironmentData(START_KEY, start as never));
  try {
    return body();
  } finally {
    withoutSession(() => setEnvironmentData(START_KEY));
  }
}

/** How this thread is to begin, if it is the `Worker` of a container. */
export function takeStart(): WorkerStart | undefined {
  const start = getEnvironmentData(START_KEY) as unknown as WorkerStart | undefined;
  setEnvironmentData(START_KEY);
  return start;
}
