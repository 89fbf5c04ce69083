import { pathToFileURL } from "node:url";

export interface CallSite {
  /** URL of the file, as the runtime loads it. */
  readonly file: string;
  /** Name of the enclosing function, `<anonymous>` where it has none, `undefined` at the top level of a module. */
  readonly enclosing: string | undefined;
}

/** V8 has these two (since 9.0); @types/node does not know them. */
interface EnclosingPosition {
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

/**
 * Where a function of this package was called from.
 * @param below the function of this package whose caller is asked for
 */
export function callSite(below: (...args: never[]) => unknown): CallSite | undefined {
  const [site, caller] = callSites(below, 2);
  const name = site?.getFileName();
  if (!site || !name) return undefined;
  // What the top level calls on the spot runs whenever the module is evaluated; tsx wraps whole modules of CommonJS in
  // such a function.
  const isOnTheSpot = !site.getFunctionName() && caller?.getFileName() === name && enclosing(caller) === undefined;
  return {
    file: asUrl(name),
    enclosing: isOnTheSpot ? undefined : enclosing(site),
  };
}

/** Who has called, from within. */
function callSites(below: (...args: never[]) => unknown, count: number): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = globalThis.Error;
  globalThis.Error.prepareStackTrace = (_error, sites) => sites;
  globalThis.Error.stackTraceLimit = count;
  const holder: { stack?: unknown } = {};
  globalThis.Error.captureStackTrace(holder, below);
  const sites = holder.stack as NodeJS.CallSite[];
  globalThis.Error.prepareStackTrace = prepareStackTrace;
  globalThis.Error.stackTraceLimit = stackTraceLimit;
  return sites;
}

/**
 * URL of the module whose evaluation leads to a call of a function of this package, be it through functions of others.
 * @param below the function of this package whose caller is asked for
 */
export function evaluatedFile(below: (...args: never[]) => unknown): string | undefined {
  const sites = callSites(below, Number.POSITIVE_INFINITY);
  const name = sites.find((site) => isOfFile(site) && enclosing(site) === undefined)?.getFileName();
  return name ? asUrl(name) : undefined;
}

function isOfFile(site: NodeJS.CallSite): boolean {
  return !(site.getFileName() ?? "node:").startsWith("node:");
}

function asUrl(name: string): string {
  return name.startsWith("file:") ? name : pathToFileURL(name).href;
}

/** The top level of a module is the function that begins where its file begins. */
function enclosing(site: NodeJS.CallSite & EnclosingPosition): string | undefined {
  const name = site.getFunctionName() ?? undefined;
  if (name) return name;
  const line = site.getEnclosingLineNumber?.() ?? 1;
  const column = site.getEnclosingColumnNumber?.() ?? 1;
  return line > 1 || column > 1 ? "<anonymous>" : undefined;
}
