import { isLocal } from "./context.js";
import { InvalidError } from "./errors.js";

/**
 * Modal: lets a person type into the container. No run here is interactive, so this always rejects. Modal: section 13.1.
 * Rejects with `InvalidError`.
 */
export async function interact(): Promise<never> {
  if (isLocal()) throw new InvalidError("interact can only be called inside a container: call it in a function.");
  throw new InvalidError("interact: this run is not interactive, as no run of the emulator is: containers have no terminal. To look into a function, attach a debugger to a world with `threads: 0`.");
}
