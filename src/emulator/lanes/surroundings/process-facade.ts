import { EventEmitter } from "node:events";
import fs from "node:fs";
import { constants } from "node:os";
import { format, inspect, parseEnv } from "node:util";
import type { Stream } from "./capture-console.js";
import { ContainerOutput, emptyInput } from "./container-streams.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { ChildServers } from "../ports/child-servers.js";
import { overlay } from "./overlay.js";
import { ownReport } from "./own-report.js";
import { isCatchable, isHarmless, signalOf } from "./signals.js";
import { refusedFunction, refusedFunctions } from "./process-members.js";

/** From before anything was routed: where this process works. */
export const hostDirectory: () => string = process.cwd.bind(process);

const realKill = process.kill.bind(process);

/** What new files may not have, of a process that nobody has told otherwise. */
const DEFAULT_UMASK = 0o022;

const EMITTER_METHODS = Object.keys(EventEmitter.prototype).filter(
  (name) => typeof Reflect.get(EventEmitter.prototype, name) === "function",
);

/** The events of `process` that tell of errors that nobody caught. */
export type StrayError = "uncaughtException" | "unhandledRejection";

/** What the `process` of a container needs of it. */
export interface ProcessHost {
  readonly now: number;
  readonly startedAt: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Its files. */
  readonly mounts: Pick<ContainerMounts, "paths" | "moveTo"> | undefined;
  /** Programs that it has started. */
  readonly ports: { readonly children: Pick<ChildServers, "isRunning"> };
  write(stream: Stream, text: string): void;
  /** Ends the container, which fails what it runs. */
  exit(reason: string): never;
  /** Ends the container hard: what it runs is lost. */
  kill(reason: string): never;
  /** Lets the container be interrupted, and so what runs here. */
  interrupt(reason: string): never;
}

/**
 * The `process` of a container: its own environment, clock, output and end; signals and `chdir` do not reach the host.
 */
export function processFacade(host: ProcessHost): NodeJS.Process {
  const elapsedMs = (): number => host.now - host.startedAt;
  const hrtime = (previous?: [number, number]): [number, number] => {
    const seconds = Math.trunc(elapsedMs() / 1000);
    const nanoseconds = (elapsedMs() % 1000) * 1e6;
    if (!previous) return [seconds, nanoseconds];
    const difference = (seconds - previous[0]) * 1e9 + nanoseconds - previous[1];
    return [Math.trunc(difference / 1e9), difference % 1e9];
  };
  const emitter = new EventEmitter();
  const emits = Object.fromEntries(
    EMITTER_METHODS.map((name) => [
      name,
      (...args: unknown[]) => Reflect.apply(Reflect.get(emitter, name) as () => unknown, emitter, args),
    ]),
  );
  const env = environment(host.environment);
  const open = (stream: Stream): NodeJS.WriteStream =>
    new ContainerOutput(stream, (to, text) => host.write(to, text)) as unknown as NodeJS.WriteStream;
  let report: typeof process.report | undefined;
  let [stdin, stdout, stderr]: [NodeJS.ReadStream?, NodeJS.WriteStream?, NodeJS.WriteStream?] = [];
  let isExiting = false;
  let mask = DEFAULT_UMASK;
  let capture: ((error: unknown) => void) | null = null;
  const members = {
    ...emits,
    ...refusedFunctions(),
    emit: (event: string | symbol, ...args: unknown[]): boolean => {
      if (capture && event === "uncaughtException") capture(args[0]);
      else if (!emitter.emit(event, ...args)) {
        if (!capture || event !== "unhandledRejection") return false;
        capture(args[0]);
      }
      return true;
    },
    env,
    argv: [process.execPath],
    pid: 1,
    exitCode: undefined,
    // of whoever started the host, such as a test runner
    send: undefined,
    disconnect: undefined,
    channel: undefined,
    connected: false,
    get stdin() {
      return (stdin ??= emptyInput());
    },
    get stdout() {
      return (stdout ??= open("stdout"));
    },
    get stderr() {
      return (stderr ??= open("stderr"));
    },
    openStdin: () => members.stdin.resume(),
    _rawDebug: (...args: unknown[]) => host.write("stderr", `${format(...args)}\n`),
    get report() {
      return (report ??= ownReport(host, env));
    },
    finalization: {
      register: refusedFunction("process.finalization.register"),
      registerBeforeExit: refusedFunction("process.finalization.registerBeforeExit"),
      unregister: () => undefined,
    },
    hrtime: Object.assign(hrtime, { bigint: () => BigInt(Math.round(elapsedMs() * 1e6)) }),
    uptime: () => elapsedMs() / 1000,
    /** Recorded: there is nothing of the container's own that it would apply to. */
    cwd: () => host.mounts?.paths.directory ?? hostDirectory(),
    chdir: (directory: unknown): void => {
      if (!host.mounts?.paths.layer) return refusedFunction("process.chdir")();
      if (typeof directory !== "string")
        throw Object.assign(
          new TypeError(
            `The "directory" argument must be of type string. Received type ${typeof directory} (${inspect(directory)})`,
          ),
          {
            code: "ERR_INVALID_ARG_TYPE",
          },
        );
      host.mounts.moveTo(directory, members.cwd());
    },
    umask: (given?: number | string): number => {
      const before = mask;
      if (given !== undefined) mask = (typeof given === "string" ? Number.parseInt(given, 8) : given) & 0o777;
      return before;
    },
    loadEnvFile: (path: string | URL | Buffer = ".env") => {
      for (const [name, value] of Object.entries(parseEnv(fs.readFileSync(path, "utf8")))) env[name] ??= value;
    },
    hasUncaughtExceptionCaptureCallback: () => capture !== null,
    setUncaughtExceptionCaptureCallback: (callback: typeof capture) => {
      capture = callback;
    },
    /** Stacks are those of the user's own lines anyway. */
    setSourceMapsEnabled: () => undefined,
    exit: (code: unknown = 0) => {
      try {
        if (!isExiting) {
          isExiting = true; // a listener may call this again
          emitter.emit("exit", Number(code));
        }
      } finally {
        host.exit(`process.exit(${Number(code)})`);
      }
    },
    reallyExit: (code: unknown = 0) => host.exit(`process.exit(${Number(code)})`),
    abort: () => host.kill("process.abort()"),
    kill: (pid: number, given: unknown = "SIGTERM") => {
      const isRunning = host.ports.children.isRunning(Math.abs(pid));
      if (isRunning) return realKill(pid, given as NodeJS.Signals);
      if (isRunning === false)
        throw Object.assign(new globalThis.Error("kill ESRCH"), {
          errno: -constants.errno.ESRCH,
          code: "ESRCH",
          syscall: "kill",
        });
      if (pid !== 1 && pid !== 0 && pid !== process.pid)
        throw new globalThis.Error(
          `process.kill(${pid}): a container may only signal itself, and programs that it has started.`,
        );
      const signal = signalOf(given);
      if (signal === undefined || isHarmless(signal)) return true;
      if (isCatchable(signal) && emitter.emit(signal, signal, constants.signals[signal])) return true;
      const reason = `process.kill(process.pid, ${signal})`;
      return signal === "SIGINT" ? host.interrupt(reason) : host.kill(reason);
    },
  };
  return overlay(process, members, true);
}

/** Values become strings, as in every `process.env`. */
function environment(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return new Proxy(
    { ...values },
    {
      set(target, key, value) {
        if (typeof key === "string") target[key] = String(value);
        return true;
      },
    },
  );
}
