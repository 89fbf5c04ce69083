import type { Kernel, Pending } from "../kernel/kernel.js";
import type { CallRecord } from "../records/call-record.js";
import type { Calls } from "./calls.js";
import { MapSink } from "./map-sink.js";
import { stoppedBefore } from "./stopped-before.js";

/** Calls of `map` and its like: inputs are put, outputs are taken. Modal: docs/modal/maps.md. */
export function handleMaps(kernel: Kernel, calls: Calls): void {
  const sinks = new WeakMap<CallRecord, MapSink>();
  const find = (callId: string, pending: Pending): readonly [CallRecord, MapSink] | undefined => {
    const call = calls.find(callId, pending);
    const sink = call && sinks.get(call);
    if (call && !sink) pending.fail("InvalidError", `Call ${callId} of \`${call.target.tag}\` is no map.`);
    return sink && [call, sink];
  };
  kernel.handle("map.start", ({ functionId }, pending) => {
    const call = calls.create("map", functionId, pending);
    if (!call) return;
    const sink = new MapSink((input) => calls.send(input));
    sinks.set(call, sink);
    call.sink = sink;
    pending.reply({ callId: call.id });
  });
  kernel.handle("map.put", ({ callId, inputs }, pending) => {
    const [call, sink] = find(callId, pending) ?? [];
    if (!call || !sink) return;
    if (sink.isAbandoned) return pending.reply(null);
    if (call.target.app.state === "stopped") return pending.fail("RemoteError", stoppedBefore(call));
    const unsent = inputs.map((args) => calls.addInput(call, args, "unsent"));
    sink.put(unsent, pending);
  });
  kernel.handle("map.end", ({ callId }, pending) => {
    const [, sink] = find(callId, pending) ?? [];
    if (!sink) return;
    sink.complete();
    pending.reply(null);
  });
  kernel.handle("map.take", ({ callId }, pending) => {
    find(callId, pending)?.[1].take(pending);
  });
}
