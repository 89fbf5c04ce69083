import { EventEmitter } from "node:events";
import type { Stream } from "./capture-console.js";
import { overlay } from "./overlay.js";

/** The events of `process` that tell of errors that nobody caught. */
export type StrayError = "uncaughtException" | "unhandledRejection";

/** What the `process` of a container needs of it. */
export interface ProcessHost {
  readonly now: number;
  readonly startedAt: number;
  readonly environment: Readonly<Record<string, string>>;
  write(stream: Stream, text: string): void;
  /** Ends the container. */
  exit(reason: string): never;
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
    (
      [
        "on",
        "once",
        "off",
        "emit",
        "addListener",
        "removeListener",
        "removeAllListeners",
        "prependListener",
        "listeners",
        "listenerCount",
        "eventNames",
        "setMaxListeners",
      ] as const
    ).map((name) => [name, (...args: unknown[]): unknown => Reflect.apply(emitter[name], emitter, args)]),
  );
  return overlay(
    process,
    {
      ...emits,
      env: environment(host.environment),
      argv: [process.execPath],
      pid: 1,
      exitCode: undefined,
      stdout: output("stdout", host),
      stderr: output("stderr", host),
      hrtime: Object.assign(hrtime, { bigint: () => BigInt(Math.round(elapsedMs() * 1e6)) }),
      uptime: () => elapsedMs() / 1000,
      exit: (code: unknown = 0) => {
        emitter.emit("exit", Number(code));
        return host.exit(`process.exit(${Number(code)})`);
      },
      reallyExit: (code: unknown = 0) => host.exit(`process.exit(${Number(code)})`),
      abort: () => host.exit("process.abort()"),
      kill: (pid: number, signal: unknown = "SIGTERM") => {
        if (pid === 1 || pid === 0 || pid === process.pid) {
          if (emitter.listenerCount(String(signal)) > 0) return emitter.emit(String(signal), signal);
          const reason = `process.kill(process.pid, ${String(signal)})`;
          return signal === "SIGINT" ? host.interrupt(reason) : host.exit(reason);
        }
        throw new globalThis.Error(`process.kill(${pid}): a container may only signal itself.`);
      },
      chdir: () => {
        throw new globalThis.Error("process.chdir() is not available in a container: it would move the host process.");
      },
    },
    true,
  );
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

function output(stream: Stream, host: ProcessHost): NodeJS.WriteStream {
  const write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    host.write(stream, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
  return overlay(process[stream], { write, isTTY: false, columns: undefined }, true);
}
