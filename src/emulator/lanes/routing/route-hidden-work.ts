import { AsyncLocalStorage } from "node:async_hooks";
import { builtInModule } from "../outside/built-in-module.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import type { RunningContainer } from "./running-container.js";

type Callable = (...args: unknown[]) => unknown;
type FindContainer = () => RunningContainer | undefined;

/**
 * Has time stand still while a container waits for work that Node and V8 do in other threads without a word to
 * `async_hooks`: of WebAssembly, backups of databases, and blobs, which may be files.
 */
export function routeHiddenWork(replace: ReplaceGlobal, currentContainer: FindContainer): void {
  const hold = holding(replace, currentContainer);
  holdWebAssembly(Reflect.get(globalThis, "WebAssembly") as object, replace, currentContainer);
  for (const name of ["arrayBuffer", "bytes", "text"]) hold(Blob.prototype, "Blob", name);
  replace(Blob.prototype, "stream", { value: heldStream(currentContainer) });
  const sqlite = builtInModule("node:sqlite");
  if (sqlite) hold(sqlite, "sqlite", "backup", inContext);
}

/** @param wasm that of any realm */
export function holdWebAssembly(wasm: object, replace: ReplaceGlobal, currentContainer: FindContainer): void {
  const hold = holding(replace, currentContainer);
  for (const name of ["compile", "instantiate"]) hold(wasm, "WebAssembly", name);
  for (const name of ["compileStreaming", "instantiateStreaming"]) hold(wasm, "WebAssembly", name, wholeResponse);
}

function holding(replace: ReplaceGlobal, currentContainer: FindContainer) {
  return (target: object, of: string, name: string, prepare?: Prepare): void => {
    const real: unknown = Reflect.get(target, name);
    if (typeof real !== "function") return;
    const call = real as Callable;
    const held = function (this: unknown, ...args: unknown[]): unknown {
      const container = currentContainer();
      if (!container?.isAlive) return Reflect.apply(call, this, args);
      const start = (given: readonly unknown[]): Promise<unknown> => {
        const answer = Reflect.apply(call, this, given) as Promise<unknown>;
        container.io(`${of}.${name}`, () => answer).catch(() => undefined); // whoever called hears of it
        return answer;
      };
      return prepare ? prepare(args).then(start) : start(args);
    };
    for (const key of ["name", "length"] as const) Object.defineProperty(held, key, { value: real[key] });
    replace(target, name, { value: held });
  };
}

/** What is to be done before the work itself. @returns the arguments that it is called with */
type Prepare = (args: readonly unknown[]) => Promise<readonly unknown[]>;

/** Only what is there can be waited for in real time: what the body of a response waits for may be the clock. */
async function wholeResponse([source, ...rest]: readonly unknown[]): Promise<readonly unknown[]> {
  const response = await source;
  if (!(response instanceof Response) || !response.body || response.bodyUsed) return [source, ...rest];
  const { status, statusText, headers } = response;
  return [new Response(await response.arrayBuffer(), { status, statusText, headers }), ...rest];
}

/** Node calls `progress` from nowhere. */
async function inContext([database, file, options]: readonly unknown[]): Promise<readonly unknown[]> {
  if (typeof options !== "object" || options === null)
    return [database, file, ...(options === undefined ? [] : [options])];
  const { progress } = options as { progress?: unknown };
  return typeof progress === "function"
    ? [database, file, { ...options, progress: AsyncLocalStorage.bind(progress as Callable) }]
    : [database, file, options];
}

function heldStream(currentContainer: FindContainer): typeof Blob.prototype.stream {
  const { stream: real } = Blob.prototype;
  return function stream(this: Blob) {
    const whole = Reflect.apply(real, this, []);
    const container = currentContainer();
    if (!container?.isAlive) return whole;
    const reader = whole.getReader();
    return new ReadableStream({
      type: "bytes",
      pull: async (controller) => {
        const { done, value } = await container.io("Blob.stream", () => reader.read());
        if (!done) return controller.enqueue(value);
        controller.close();
        controller.byobRequest?.respond(0);
      },
      cancel: (reason) => reader.cancel(reason),
    });
  };
}
