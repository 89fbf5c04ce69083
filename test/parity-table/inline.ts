import { App, type FunctionOf, type FunctionOptions } from "modal-emulator";

/** Options of functions and classes that stand inside of a `show`. */
export const INLINE = { isolation: "inline" } as const;

let apps = 0;

/** An app of a name of its own, for inline functions: containers would find it under another name. */
export function anApp(): App {
  return new App(`app-${++apps}`);
}

const same = (first: unknown): unknown => first;

/** A function, called `fn`, of an app of its own. @param body what it does; by default, it returns its first argument */
export function aFunction<F extends CallableFunction = typeof same>(
  options: FunctionOptions = {},
  body?: F,
): { app: App; fn: FunctionOf<F> } {
  const app = anApp();
  return { app, fn: app.function({ ...INLINE, name: "fn", ...options }, (body ?? same) as F) };
}
