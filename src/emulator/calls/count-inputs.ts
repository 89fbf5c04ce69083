import type { Commands, InputCounts } from "../../contract/backend.js";
import type { Kernel } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import type { Calls } from "./calls.js";

const NONE: InputCounts = { pending: 0, succeeded: 0, failed: 0, timedOut: 0, terminated: 0 };

/** Lets the kernel answer what inputs have come to. */
export function handleCounts(kernel: Kernel, calls: Calls): void {
  kernel.handle("call.progress", ({ callId }, pending) => {
    const call = calls.find(callId, pending);
    if (call) pending.reply(countsOf(call.inputs));
  });
  kernel.handle("function.history", (command, pending) => {
    const target = calls.target(command.functionId)?.service;
    if (!target) return pending.fail("NotFoundError", `There is no function ${command.functionId} in this world.`);
    const services = command.withVariants ? [target, ...target.variants.values()] : [target];
    const ids = new Set(services.map(({ id }) => id));
    const inputs = Array.from(calls.all)
      .filter((call) => ids.has(call.target.service.id))
      .flatMap((call) => call.inputs.filter((input) => isWithin(input, command)));
    pending.reply({ ...countsOf(inputs), variants: services.length });
  });
}

function isWithin({ endedAt }: InputRecord, { since, until }: Commands["function.history"]["command"]): boolean {
  return endedAt === undefined || (endedAt >= since && endedAt <= until);
}

function countsOf(inputs: readonly InputRecord[]): InputCounts {
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
