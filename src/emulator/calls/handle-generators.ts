import type { Kernel } from "../kernel/kernel.js";
import type { CallRecord } from "../records/call-record.js";
import type { Calls } from "./calls.js";
import { GeneratorSink } from "./generator-sink.js";
import { UnheardSink } from "./unheard-sink.js";

/** Calls of generators: items are taken as they are yielded. Modal: docs/modal/generators.md. */
export function handleGenerators(kernel: Kernel, calls: Calls): void {
  const sinks = new WeakMap<CallRecord, GeneratorSink>();
  kernel.handle("generator.start", ({ functionId, args, isUnheard }, pending) => {
    const call = calls.create("generator", functionId, pending);
    if (!call) return;
    const input = calls.addInput(call, args, "queued");
    const onTaken = (items: number): void => calls.taken(input, items);
    if (isUnheard) call.sink = new UnheardSink(onTaken);
    else {
      const sink = new GeneratorSink(onTaken);
      sinks.set(call, sink);
      call.sink = sink;
    }
    calls.dispatch(input);
    pending.reply({ callId: call.id });
  });
  kernel.handle("generator.take", ({ callId }, pending) => {
    const call = calls.find(callId, pending);
    const sink = call && sinks.get(call);
    if (sink) sink.take(pending);
    else if (call)
      pending.fail("InvalidError", `Call ${callId} of \`${call.target.tag}\` is no generator whose items are kept.`);
  });
}
