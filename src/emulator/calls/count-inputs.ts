import type { InputCounts } from "../../contract/backend.js";
import type { Kernel } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import type { Calls } from "./calls.js";

const NONE: InputCounts = { pending: 0, succeeded: 0, failed: 0, timedOut: 0, terminated: 0 };

/** Lets the kernel answer what the inputs of a call have come to. */
export function handleCounts(kernel: Kernel, calls: Calls): void {
  kernel.handle("call.progress", ({ callId }, pending) => {
    const call = calls.find(callId, pending);
    if (call) pending.reply(countsOf(call.inputs));
  });
}

/** What inputs have come to. */
export function countsOf(inputs: readonly InputRecord[]): InputCounts {
  const counts: Record<keyof InputCounts, number> = { ...NONE };
  for (const input of inputs) counts[categoryOf(input)]++;
  return counts;
}

function categoryOf({ isEnded, status }: InputRecord): keyof InputCounts {
  if (!isEnded) return "pending";
  switch (status) {
    case "SUCCESS":
      return "succeeded";
    case "TIMEOUT":
      return "timedOut";
    case "TERMINATED":
      return "terminated";
    default:
      return "failed";
  }
}
