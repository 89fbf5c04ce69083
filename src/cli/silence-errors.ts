import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

const STDERR = 2;

/**
 * From now on, what the process writes to stderr goes nowhere, also what Node itself writes. Descriptor 2 is not left
 * free: a thread that begins meanwhile would get it for its event loop, and Node aborts when it is to close one of the
 * standard descriptors.
 */
export function silenceErrors(): void {
  closeSync(openSync(devNull, "w")); // fails, if it does, while nothing is changed; and is quick the second time
  closeSync(STDERR);
  openSync(devNull, "w"); // gets the lowest descriptor that is free
}
