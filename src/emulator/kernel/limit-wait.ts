import type { Kernel } from "./kernel.js";
import type { Pending } from "./pending.js";

/**
 * Sets a limit to how long a command waits that has said for what.
 * @param timeoutMs left out: none
 * @param tooLate answers the command
 * @param forget called when nobody waits any longer, at once if the command is answered already
 */
export function limitWait(
  kernel: Kernel,
  pending: Pick<Pending, "waitsFor" | "isOpen" | "onEnd">,
  timeoutMs: number | undefined,
  tooLate: () => void,
  forget: () => void = () => undefined,
): void {
  if (!pending.isOpen) return forget();
  const limit =
    timeoutMs === undefined
      ? undefined
      : kernel.timers.set({
          at: kernel.now + timeoutMs,
          kind: "limit",
          label: () => `the time limit of a wait for ${pending.waitsFor()}`,
          fire: tooLate,
        });
  pending.onEnd = () => {
    limit?.cancel();
    forget();
  };
}
