import { promisify } from "node:util";
import { argumentError } from "../tree/fs-error.js";
import { abortError } from "./abort-error.js";
import type { View } from "./arguments.js";
import { perform, type Operation } from "./operation.js";

type Callback = (error: unknown, ...results: unknown[]) => void;

/**
 * The form with a callback of a synchronous function. Arguments that make no sense are thrown, everything else is
 * answered.
 */
export function callbackForm(name: string, operation: Operation | undefined): Operation {
  const isTransfer = /^(?:read|write)v?Sync$/.test(name);
  const withCallback = (...args: unknown[]): void => {
    const callback = callbackOf(args);
    const aborted = abortError(args.at(-1));
    if (aborted) return process.nextTick(callback, aborted);
    const buffer = isTransfer ? bufferFor(name, args) : undefined;
    try {
      const result = perform(operation, args);
      if (isTransfer) process.nextTick(callback, null, result, buffer);
      else if (result === undefined) process.nextTick(callback, null);
      else process.nextTick(callback, null, result);
    } catch (error) {
      if (
        String((error as NodeJS.ErrnoException).code).startsWith("ERR_INVALID") ||
        (error as NodeJS.ErrnoException).code === "ERR_OUT_OF_RANGE"
      )
        throw error;
      process.nextTick(callback, error);
    }
  };
  if (!isTransfer) return withCallback;
  const names = name.startsWith("read")
    ? ["bytesRead", name === "readvSync" ? "buffers" : "buffer"]
    : ["bytesWritten", name === "writevSync" ? "buffers" : "buffer"];
  const custom = (...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      withCallback(...args, (error: unknown, ...results: unknown[]) =>
        error ? reject(error) : resolve(Object.fromEntries(names.map((key, index) => [key, results[index]]))),
      );
    });
  return Object.assign(withCallback, { [promisify.custom]: custom });
}

/** What the callback is given beside the count; a read that brings no buffer is given one. */
function bufferFor(name: string, args: unknown[]): unknown {
  if (name !== "readSync" || ArrayBuffer.isView(args[1])) return args[1];
  const options = (args[1] ?? {}) as { buffer?: View };
  const buffer = options.buffer ?? Buffer.alloc(16_384);
  args[1] = { ...options, buffer };
  return buffer;
}

/** Takes the callback off the end of arguments. */
export function callbackOf(args: unknown[]): Callback {
  const at = args.findLastIndex((arg) => arg !== undefined);
  const callback = args[at];
  if (typeof callback !== "function")
    throw argumentError(
      "ERR_INVALID_ARG_TYPE",
      `The "cb" argument must be of type function. Received ${callback === undefined ? "undefined" : typeof callback}`,
    );
  args.splice(at);
  return callback as Callback;
}
