import { HOST } from "../kernel/clients.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { CallRecord, InputRecord } from "../records/call-record.js";

/** What an input waits for, and what that waits for, a line each. */
export function waitsOfInput(kernel: Kernel, input: InputRecord): string {
  return [...linesOf(kernel, input)].join("\n");
}

/** What clients wait for, and all inputs that have not ended. */
export function waitsOfWorld(kernel: Kernel, calls: Iterable<CallRecord>): string {
  const lines = Array.from(kernel.pendingOfClients(), (pending) => line(clientOf(pending), pending.waitsFor()));
  for (const call of calls)
    if (!call.parent) for (const input of call.inputs) if (!input.isEnded) lines.push(...linesOf(kernel, input));
  return lines.join("\n");
}

/** Inputs that have not ended, and what keeps each of them, a line each. */
export function* unendedInputs(kernel: Kernel, calls: Iterable<CallRecord>): Generator<string> {
  for (const { inputs } of calls)
    for (const input of inputs) if (!input.isEnded) yield `${describeInput(input)} ${reasonOf(kernel, input)}`;
}

function reasonOf(kernel: Kernel, input: InputRecord): string {
  if (input.state === "waiting") return "waits for its next attempt";
  if (input.state !== "running") return "waits for a container";
  const container = input.place?.container;
  if (!container) return "waits for its mock, which has not answered";
  const waits = kernel
    .pendingOf(container.ordinal)
    .filter(({ origin }) => origin.inputId === input.id)
    .map((pending) => pending.waitsFor());
  const [first] = waits;
  const { wake } = container.timers;
  return first !== undefined
    ? `waits for ${first}`
    : wake
      ? `waits until ${new Date(wake.at).toISOString()}`
      : `is in container ${container.id}`;
}

function* linesOf(kernel: Kernel, input: InputRecord): Generator<string> {
  if (!input.place) return;
  for (const pending of kernel.pendingOf(input.place.container.ordinal))
    if (pending.origin.inputId === input.id) yield line(describeInput(input), pending.waitsFor());
  for (const call of input.children) for (const child of call.inputs) if (!child.isEnded) yield* linesOf(kernel, child);
}

/** An input and what keeps it, in words. */
export function describeInput(input: InputRecord): string {
  return `input ${input.id} of \`${input.call.target.tag}\` (${input.state})`;
}

function clientOf({ origin: { ordinal } }: Pending): string {
  return ordinal === HOST ? "the host" : `client ${HOST - ordinal}`;
}

function line(who: string, forWhat: string): string {
  return `  ${who} waits for ${forWhat}`;
}
