import type { Commands, Outcome } from "../../contract/backend.js";
import { copyOfWire } from "../../contract/wire.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { limitWait } from "../kernel/limit-wait.js";
import { hasExpired } from "./has-expired.js";
import type { Calls } from "./calls.js";
import { SpawnSink } from "./spawn-sink.js";
import { describeInput } from "./wait-graph.js";

/** Calls whose results are kept for whoever asks. Modal: docs/modal/calling.md#spawn, docs/modal/function-calls.md. */
export function handleSpawnedCalls(kernel: Kernel, calls: Calls): void {
  const sink = new SpawnSink();
  kernel.handle("call.spawn", ({ functionId, method, args }, pending) => {
    const call = calls.create("spawn", functionId, pending, method);
    if (!call) return;
    call.sink = sink;
    calls.dispatch(calls.addInput(call, args, "queued"));
    pending.reply({ callId: call.id });
  });
  kernel.handle("call.spawnMap", ({ functionId, inputs }, pending) => {
    const call = calls.create("spawn", functionId, pending);
    if (!call) return;
    call.sink = sink;
    for (const input of inputs.map((args) => calls.addInput(call, args, "queued"))) calls.dispatch(input);
    pending.reply({ callId: call.id });
  });
  kernel.handle("call.get", (command, pending) => get(kernel, calls, sink, command, pending));
}

function get(
  kernel: Kernel,
  calls: Calls,
  sink: SpawnSink,
  { callId, index, timeoutMs, isLast = false }: Commands["call.get"]["command"],
  pending: Pending<"call.get">,
): void {
  const call = calls.find(callId, pending);
  if (!call) return;
  const input = call.inputs[index];
  if (call.sink !== sink)
    return pending.fail("InvalidError", `Call ${callId} was not made by \`spawn\`: its results went to its caller.`);
  if (!input)
    return pending.fail(
      "InvalidError",
      `Call ${callId} has ${call.inputs.length} input${call.inputs.length === 1 ? "" : "s"}, so there is none at index ${index}.`,
    );
  if (hasExpired(input, kernel.now)) input.outcome = undefined;
  const reply = (outcome: Outcome): void => {
    if (isLast && outcome.ok && pending.isOpen) call.isTaken = true;
    pending.reply(copyOfOutcome(outcome));
  };
  if (input.outcome) return reply(input.outcome);
  const timeOut = (): void =>
    input.isEnded
      ? pending.fail("OutputExpiredError", `The result of call ${callId} was dropped: results are kept for 7 days.`)
      : pending.fail("TimeoutError", `Call ${callId} of \`${call.target.tag}\` has no result after ${timeoutMs} ms.`);
  // that a result was dropped is found out at the end of the time-out
  if (timeoutMs === undefined ? input.isEnded : timeoutMs <= 0) return timeOut();
  pending.waitsFor = () => describeInput(input);
  const stop = sink.wait(input, reply);
  limitWait(kernel, pending, timeoutMs, timeOut, stop);
}

/** The result of a spawned call is kept for whoever asks next. */
function copyOfOutcome(outcome: Outcome): Outcome {
  return outcome.ok ? { ok: true, value: copyOfWire(outcome.value) } : outcome;
}
