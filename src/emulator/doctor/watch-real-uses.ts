import { AsyncLocalStorage } from "node:async_hooks";
import nodeCrypto from "node:crypto";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isOwnFrame } from "../../checks/package-files.js";
import { currentSession } from "../../api/session/session.js";
import { replacedGlobals, whileWanted } from "../lanes/routing/replaced-globals.js";
import { realOf } from "../lanes/routing/route-time.js";
import { RealDate } from "../time/real-time.js";

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

const watchGlobals = whileWanted(() =>
  replacedGlobals.replace((replace) => {
    const watch = (target: object, name: string, what: string): void =>
      replace(target, name, { wrap: (behind) => noting(Reflect.get(target, name), what, behind) });
    watch(Math, "random", "Math.random");
    watch(RealDate, "now", "Date.now");
    for (const name of ["randomUUID", "getRandomValues"]) watch(crypto, name, `crypto.${name}`);
    for (const name of ["randomUUID", "randomBytes", "randomInt"]) watch(nodeCrypto, name, `crypto.${name}`);
    replace(globalThis, "Date", {
      make: (behind) => noting(Date, "Date()", behind),
      real: realOf(globalThis, "Date"),
    });
    replace(performance, "now", {
      make: (behind) => noting(Reflect.get(performance, "now"), "performance.now", behind),
      real: realOf(performance, "now"),
    });
  }),
);

/** A function, or class, that notes its calls. Given arguments, `new Date` is no question about the time. */
function noting(real: unknown, what: string, behind: () => unknown): unknown {
  const proxy: CallableFunction = new Proxy(real as CallableFunction, {
    apply: (_, self, args: unknown[]) => {
      note(what);
      return Reflect.apply(behind() as CallableFunction, self, args) as unknown;
    },
    construct: (_, args: unknown[], newTarget) => {
      if (args.length === 0) note(`new ${what}`);
      const target = behind() as CallableFunction;
      return Reflect.construct(target, args, newTarget === proxy ? target : newTarget) as object;
    },
  });
  return proxy;
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
