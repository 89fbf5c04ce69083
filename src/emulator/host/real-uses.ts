import { AsyncLocalStorage } from "node:async_hooks";
import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { currentSession } from "../../api/session.js";

/** A place where the test's own code read real time or drew real chance. */
export interface RealUse {
  /** Such as `Math.random`. */
  readonly what: string;
  /** File, line and column, relative to the working directory. */
  readonly at: string;
}

const watched = new AsyncLocalStorage<Map<string, RealUse>>();

/** Runs `body` and notes where it, or what it calls in the host, uses real time and chance; containers have neither. */
export async function watchRealUses(body: () => Promise<void>): Promise<readonly RealUse[]> {
  const uses = new Map<string, RealUse>();
  const restore = watchGlobals();
  try {
    await watched.run(uses, body);
  } finally {
    restore();
  }
  return [...uses.values()];
}

function watchGlobals(): () => void {
  const undo: (() => void)[] = [];
  const replace = (target: object, name: string, handler: (label: string) => ProxyHandler<CallableFunction>, label: string): void => {
    const original = Object.getOwnPropertyDescriptor(target, name);
    const value = new Proxy(Reflect.get(target, name) as CallableFunction, handler(label));
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: original?.enumerable ?? false });
    undo.unshift(() => {
      if (Reflect.get(target, name) !== value) return; // replaced by someone else meanwhile
      if (original) Object.defineProperty(target, name, original);
      else Reflect.deleteProperty(target, name);
    });
  };
  const called = (label: string): ProxyHandler<CallableFunction> => ({
    apply(target, self, args: unknown[]): unknown {
      note(label, this.apply);
      return Reflect.apply(target, self, args);
    },
  });
  const date = (label: string): ProxyHandler<CallableFunction> => ({
    apply(target, self, args: unknown[]): unknown {
      note(`${label}()`, this.apply);
      return Reflect.apply(target, self, args);
    },
    construct(target, args: unknown[], newTarget): object {
      if (args.length === 0) note(`new ${label}()`, this.construct);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  replace(Math, "random", called, "Math.random");
  replace(Date, "now", called, "Date.now");
  replace(globalThis, "Date", date, "Date");
  replace(performance, "now", called, "performance.now");
  for (const name of ["randomUUID", "getRandomValues"]) replace(crypto, name, called, `crypto.${name}`);
  for (const name of ["randomUUID", "randomBytes", "randomInt"]) replace(nodeCrypto, name, called, `crypto.${name}`);
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

function note(what: string, below: unknown): void {
  const uses = watched.getStore();
  if (!uses || currentSession()?.isContainer) return;
  const at = userFrame(below as CallableFunction);
  if (at !== undefined) uses.set(`${what} ${at}`, { what, at });
}

/** Where this package's own code is. */
const OWN_FRAMES = new URL("../../", import.meta.url).href;

/** The user's line that made the call, itself or through a package; none if this package's own code made it. */
function userFrame(below: CallableFunction): string | undefined {
  const holder: { stack?: string } = {};
  const { stackTraceLimit } = globalThis.Error;
  globalThis.Error.stackTraceLimit = 30;
  globalThis.Error.captureStackTrace(holder, below as (...args: never[]) => unknown);
  globalThis.Error.stackTraceLimit = stackTraceLimit;
  for (const line of holder.stack?.split("\n").slice(1) ?? []) {
    if (/^\s+at async /.test(line) || line.includes(OWN_FRAMES)) return undefined;
    if (/node:|[\\/]node_modules[\\/]/.test(line)) continue;
    const location = /\(?((?:file:\/\/)?[^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1];
    if (location !== undefined) return shortened(location);
  }
  return undefined;
}

function shortened(location: string): string {
  const [, file = "", position = ""] = /^(.*?)(:\d+:\d+)$/.exec(location) ?? [];
  return relative(process.cwd(), file.startsWith("file:") ? fileURLToPath(file) : file).replaceAll("\\", "/") + position;
}
