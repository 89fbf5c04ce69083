import { AsyncLocalStorage } from "node:async_hooks";
import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isOwnFrame } from "../../checks/package-files.js";
import { currentSession } from "../../api/session/session.js";

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

type Handler = ProxyHandler<CallableFunction>;

function watchGlobals(): () => void {
  const undo: (() => void)[] = [];
  const replace = (target: object, name: string, handler: Handler): void => {
    const original = Object.getOwnPropertyDescriptor(target, name);
    const value = new Proxy(Reflect.get(target, name) as CallableFunction, handler);
    Object.defineProperty(target, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: original?.enumerable ?? false,
    });
    undo.unshift(() => {
      if (Reflect.get(target, name) !== value) return; // replaced by someone else meanwhile
      if (original) Object.defineProperty(target, name, original);
      else Reflect.deleteProperty(target, name);
    });
  };
  replace(Math, "random", whenCalled("Math.random"));
  replace(Date, "now", whenCalled("Date.now"));
  replace(globalThis, "Date", { ...whenCalled("Date()"), ...whenConstructed("new Date()") });
  replace(performance, "now", whenCalled("performance.now"));
  for (const name of ["randomUUID", "getRandomValues"]) replace(crypto, name, whenCalled(`crypto.${name}`));
  for (const name of ["randomUUID", "randomBytes", "randomInt"])
    replace(nodeCrypto, name, whenCalled(`crypto.${name}`));
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

function whenCalled(what: string): Handler {
  return {
    apply(target, self, args: unknown[]): unknown {
      note(what);
      return Reflect.apply(target, self, args);
    },
  };
}

/** Without arguments: given any, it is no question about the time. */
function whenConstructed(what: string): Handler {
  return {
    construct(target, args: unknown[], newTarget): object {
      if (args.length === 0) note(what);
      return Reflect.construct(target, args, newTarget) as object;
    },
  };
}

function note(what: string): void {
  const uses = watched.getStore();
  if (!uses || currentSession()?.isContainer) return;
  const at = userFrame();
  if (at !== undefined) uses.set(`${what} ${at}`, { what, at });
}

/** The user's line that made the call, itself or through a package; none if this package's own code made it. */
function userFrame(): string | undefined {
  const holder: { stack?: string } = {};
  const { stackTraceLimit } = globalThis.Error;
  globalThis.Error.stackTraceLimit = 30;
  globalThis.Error.captureStackTrace(holder, note);
  globalThis.Error.stackTraceLimit = stackTraceLimit;
  // Below the heading and the handler of the proxy comes whoever called.
  for (const line of holder.stack?.split("\n").slice(2) ?? []) {
    if (/^\s+at async /.test(line) || isOwnFrame(line)) return undefined;
    if (/node:|[\\/]node_modules[\\/]/.test(line)) continue;
    const location = /\(?((?:file:\/\/)?[^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1];
    if (location !== undefined) return shortened(location);
  }
  return undefined;
}

function shortened(location: string): string {
  const [, file = "", position = ""] = /^(.*?)(:\d+:\d+)$/.exec(location) ?? [];
  return (
    relative(process.cwd(), file.startsWith("file:") ? fileURLToPath(file) : file).replaceAll("\\", "/") + position
  );
}
