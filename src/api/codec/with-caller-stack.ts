import { isOwnFrame } from "../../checks/package-files.js";
import { INSIDE_NODE } from "./own-frames.js";

/**
 * Lets the stack of an error that came from a container go on with that of the code which called it.
 * @param note what is to be said between the two
 */
export function withCallerStack(error: globalThis.Error, note?: string): globalThis.Error {
  const here =
    new globalThis.Error("here").stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line) && !isOwnFrame(line) && !INSIDE_NODE.test(line)) ?? [];
  Object.defineProperty(error, "stack", {
    value: [error.stack, ...(note === undefined ? [] : [`    at [${note}]`]), ...here].join("\n"),
    enumerable: false,
    configurable: true,
    writable: true,
  });
  return error;
}
