import { isOwnFrame } from "../../checks/package-files.js";

const INSIDE_NODE = /\bnode:(?:internal\/|async_hooks)/;

/** Lets the stack of an error that came from a container go on with that of the code which called it. */
export function withCallerStack(error: globalThis.Error): globalThis.Error {
  const here =
    new globalThis.Error("here").stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line) && !isOwnFrame(line) && !INSIDE_NODE.test(line)) ?? [];
  Object.defineProperty(error, "stack", {
    value: [error.stack, ...here].join("\n"),
    enumerable: false,
    configurable: true,
    writable: true,
  });
  return error;
}
