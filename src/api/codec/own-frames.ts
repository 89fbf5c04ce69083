import { isOwnFrame } from "../../checks/package-files.js";

/** As many frames of this package may stand above those of the user. */
const OWN_FRAMES = 40;

/** What this package calls of Node. */
export const INSIDE_NODE: RegExp = /\bnode:(?:internal\/|async_hooks)/;

/** A stack without frames of this package, if there are any, nor what it has called of Node. */
export function withoutOwnFrames(stack: string): string {
  return isOwnFrame(stack)
    ? stack
        .split("\n")
        .filter((line) => !/^\s+at /.test(line) || !(isOwnFrame(line) || INSIDE_NODE.test(line)))
        .join("\n")
    : stack;
}

/** Lets the stack of an error that this package has made point at the code of the user that is being called back. */
export function pointingAtCaller<E extends globalThis.Error>(error: E): E {
  const { stackTraceLimit } = globalThis.Error;
  globalThis.Error.stackTraceLimit = stackTraceLimit + OWN_FRAMES;
  globalThis.Error.captureStackTrace(error, pointingAtCaller);
  const { stack } = error;
  globalThis.Error.stackTraceLimit = stackTraceLimit;
  if (stack !== undefined) setStack(error, withoutOwnFrames(stack));
  return error;
}

export function setStack(error: globalThis.Error, stack: string): void {
  Object.defineProperty(error, "stack", { value: stack, enumerable: false, configurable: true, writable: true });
}
