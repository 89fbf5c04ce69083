import type { Outcome } from "../../contract/backend.js";
import { copyOfWire, wireError, type Wire } from "../../contract/wire.js";
import type { AppRecord } from "../records/app-record.js";
import type { CallTarget, FunctionRecord } from "../records/function-record.js";
import type { EndEvent } from "../kernel/event-log.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { Container } from "../records/container.js";
import type { Attempts } from "./attempts.js";
import { recordBlob } from "./record-blob.js";
import { callGraph } from "./call-graph.js";
import { CallRecord, InputRecord, type CallKind } from "../records/call-record.js";
import { DiscardSink, GeneratorSink, InvokeSink, MapSink, SpawnSink, UnheardSink } from "./sinks.js";
import { Registry } from "./registry.js";
import { unsupported } from "../records/unsupported.js";

/** How long results of spawned calls are kept. Modal: choice 1 of section 20. */
const RETENTION_MS = 7 * 86_400_000;

/** What a schedule calls with. */
const NO_ARGUMENTS: Wire = [];

const APP_STOPPED = "its app was stopped";

const DISCARD = new DiscardSink();

export interface CallsParts {
  readonly attempts: Attempts;
  /** A function or method of any app. */
  target(functionId: string): CallTarget | undefined;
  /** Stops a container in good order. @param settle deals with the inputs that are not to run again */
  stopContainer(container: Container, reason: string, settle: () => void): void;
  /** Whether something in the host answers for a function. */
  isMocked(target: CallTarget): boolean;
  /** Hands an input to its pool or to a stand-in. */
  dispatch(input: InputRecord): void;
}

/** All function calls of a world: makes them, answers questions about them, cancels them. Modal: sections 2 and 3. */
export class Calls {
  readonly #kernel: Kernel;
  readonly #parts: CallsParts;
  readonly #calls = new Registry<CallRecord>();
  readonly #inputs = new Registry<InputRecord>();

  constructor(kernel: Kernel, parts: CallsParts) {
    this.#kernel = kernel;
    this.#parts = parts;
    kernel.handle("call.invoke", (command, pending) => this.#invoke(command, pending));
    kernel.handle("call.spawn", (command, pending) => this.#spawn(command, pending));
    kernel.handle("call.spawnMap", ({ functionId, inputs }, pending) => {
      const call = this.#create("spawn", functionId, pending);
      if (!call) return;
      call.sink = new SpawnSink();
      for (const input of inputs.map((args) => this.#addInput(call, args, "queued"))) this.#parts.dispatch(input);
      pending.reply({ callId: call.id });
    });
    kernel.handle("call.inputs", ({ callId }, pending) => {
      const call = this.#find(callId, pending);
      if (call) pending.reply(call.inputs.length);
    });
    kernel.handle("call.get", (command, pending) => this.#get(command, pending));
    kernel.handle("call.cancel", ({ callId, terminateContainers }, pending) => {
      const call = this.#find(callId, pending);
      if (!call) return;
      this.#cancel(call, terminateContainers);
      pending.reply(null);
    });
    kernel.handle("call.abandon", (command, pending) => this.#abandon(command, pending));
    kernel.handle("call.graph", ({ callId }, pending) => {
      const call = this.#find(callId, pending);
      if (call) pending.reply(callGraph(call, (input) => this.#hasExpired(input)));
    });
    kernel.handle("map.start", ({ functionId }, pending) => {
      const call = this.#create("map", functionId, pending);
      if (!call) return;
      call.sink = new MapSink((input) => this.#send(input));
      pending.reply({ callId: call.id });
    });
    kernel.handle("map.put", ({ callId, inputs }, pending) => {
      const call = this.#find(callId, pending);
      if (!(call?.sink instanceof MapSink)) return;
      if (call.sink.isAbandoned) pending.reply(null);
      else
        call.sink.put(
          inputs.map((args) => this.#addInput(call, args, "held")),
          pending,
        );
    });
    kernel.handle("map.end", ({ callId }, pending) => {
      const call = this.#find(callId, pending);
      if (call?.sink instanceof MapSink) call.sink.complete();
      pending.reply(null);
    });
    kernel.handle("map.take", ({ callId }, pending) => {
      const call = this.#find(callId, pending);
      if (call?.sink instanceof MapSink) call.sink.take(pending);
    });
    kernel.handle("generator.start", ({ functionId, args, isUnheard }, pending) => {
      const call = this.#create("generator", functionId, pending);
      if (!call) return;
      const input = this.#addInput(call, args, "queued");
      const onTaken = (items: number): void => this.#taken(input, items);
      call.sink = isUnheard ? new UnheardSink(onTaken) : new GeneratorSink(onTaken);
      this.#parts.dispatch(input);
      pending.reply({ callId: call.id });
    });
    kernel.handle("generator.take", ({ callId }, pending) => {
      const call = this.#find(callId, pending);
      if (call?.sink instanceof GeneratorSink) call.sink.take(pending);
    });
  }

  get all(): Iterable<CallRecord> {
    return this.#calls.values();
  }

  byId(id: string): CallRecord | undefined {
    return this.#calls.get(id);
  }

  input(id: string): InputRecord | undefined {
    return this.#inputs.get(id);
  }

  /** Ends everything that an app that stops still has to do. */
  terminateAll(app: AppRecord): void {
    for (const { pool } of app.services()) pool.close();
    const outcome: Outcome = { ok: false, error: wireError("RemoteError", `App ${app.name ?? app.id} was stopped.`) };
    for (const call of this.#calls.values()) {
      if (call.target.app !== app || call.unended === 0) continue;
      if (call.sink instanceof MapSink) call.sink.abandon();
      for (const input of call.inputs) {
        const { place } = input;
        if (place && input.state === "running")
          this.#parts.stopContainer(place.container, APP_STOPPED, () =>
            place.inputs.forEach((each) => each.isEnded || this.#parts.attempts.terminate(each, outcome)),
          );
        else this.#parts.attempts.terminate(input, outcome);
      }
    }
    for (const { pool } of app.services()) pool.stopAll(APP_STOPPED);
  }

  /**
   * Forgets calls that nobody can ask for any more, because they ended before the events that are kept: those of
   * schedules, and what these called.
   */
  forget(ends: readonly EndEvent[]): void {
    for (const event of ends) {
      const call = event.type === "input.ended" ? this.#inputs.getOld(event.input)?.call : undefined;
      if (call?.kind === "schedule") this.#forgetCall(call);
    }
  }

  #forgetCall(call: CallRecord): void {
    if (call.unended > 0 || (call.kind === "spawn" && !call.inputs.every((input) => this.#hasExpired(input)))) return;
    this.#calls.delete(call.id);
    for (const input of call.inputs) {
      this.#inputs.delete(input.id);
      for (const child of input.children) this.#forgetCall(child);
    }
  }

  /** A function is due. Nobody hears what it returns. */
  callScheduled(target: FunctionRecord): void {
    this.#kernel.events.add("schedule.fired", { app: target.app.id, function: target.tag });
    const call = this.#add("schedule", target, undefined);
    const input = this.#addInput(call, NO_ARGUMENTS, "queued");
    call.sink = target.definition.isGenerator ? new UnheardSink((items) => this.#taken(input, items)) : DISCARD;
    this.#parts.dispatch(input);
  }

  /** Tells whoever runs a generator that items were taken. */
  #taken(input: InputRecord, items: number): void {
    const taken = { type: "taken", inputId: input.id, items } as const;
    if (input.place) this.#kernel.deliver(input.place.container.ordinal, taken);
    else this.#kernel.deliverToHost(taken);
  }

  #invoke({ functionId, args }: { functionId: string; args: Wire }, pending: Pending<"call.invoke">): void {
    const call = this.#create("remote", functionId, pending);
    if (!call) return;
    call.sink = new InvokeSink(pending);
    const input = this.#addInput(call, args, "queued");
    pending.waitsFor = () => describe(input);
    this.#parts.dispatch(input);
  }

  #spawn({ functionId, args }: { functionId: string; args: Wire }, pending: Pending<"call.spawn">): void {
    const call = this.#create("spawn", functionId, pending);
    if (!call) return;
    call.sink = new SpawnSink();
    this.#parts.dispatch(this.#addInput(call, args, "queued"));
    pending.reply({ callId: call.id });
  }

  #get(
    { callId, index, timeoutMs }: { callId: string; index: number; timeoutMs?: number | undefined },
    pending: Pending<"call.get">,
  ): void {
    const call = this.#find(callId, pending);
    if (!call) return;
    const input = call.inputs[index];
    if (!(call.sink instanceof SpawnSink))
      return pending.fail("InvalidError", `Call ${callId} was not made by \`spawn\`: its results went to its caller.`);
    if (!input)
      return pending.fail(
        "InvalidError",
        `Call ${callId} has ${call.inputs.length} input${call.inputs.length === 1 ? "" : "s"}, so there is none at index ${index}.`,
      );
    if (this.#hasExpired(input)) input.outcome = undefined;
    if (input.outcome) return pending.reply(copyOfOutcome(input.outcome));
    const timeOut = (): void =>
      input.isEnded
        ? pending.fail("OutputExpiredError", `The result of call ${callId} was dropped: results are kept for 7 days.`)
        : pending.fail("TimeoutError", `Call ${callId} of \`${call.target.tag}\` has no result after ${timeoutMs} ms.`);
    // that a result was dropped is found out at the end of the time-out
    if (timeoutMs === undefined ? input.isEnded : timeoutMs <= 0) return timeOut();
    pending.waitsFor = () => describe(input);
    const timer =
      timeoutMs === undefined
        ? undefined
        : this.#kernel.timers.set({
            at: this.#kernel.now + timeoutMs,
            kind: "limit",
            label: () => `time-out of FunctionCall.get of ${callId}`,
            fire: () => (stop(), timeOut()),
          });
    const stop = call.sink.wait(input, (outcome) => (timer?.cancel(), pending.reply(copyOfOutcome(outcome))));
  }

  #hasExpired({ endedAt }: InputRecord): boolean {
    return endedAt !== undefined && this.#kernel.now >= endedAt + RETENTION_MS;
  }

  #abandon({ callId, cancel }: { callId: string; cancel: boolean }, pending: Pending<"call.abandon">): void {
    const call = this.#find(callId, pending);
    if (!call) return;
    if (call.sink instanceof MapSink)
      for (const input of call.sink.abandon())
        this.#parts.attempts.terminate(input, { ok: false, error: wireError("RemoteError", "") });
    if (cancel) this.#cancel(call, false);
    pending.reply(null);
  }

  /** Cancels a call and, recursively, the calls that its inputs made. Modal: section 8.5, choice 8 of section 20. */
  #cancel(call: CallRecord, terminateContainers: boolean): void {
    if (call.unended === 0) return;
    this.#kernel.events.add("call.cancelled", { call: call.id });
    const outcome: Outcome = { ok: false, error: wireError("RemoteError", "") };
    for (const input of call.inputs) {
      if (input.isEnded) continue;
      const { together } = input;
      // first, so that it is not told how its calls ended
      this.#parts.attempts.cancel(input, outcome, terminateContainers);
      for (const { children } of together) for (const child of children) this.#cancel(child, terminateContainers);
    }
  }

  #create(kind: CallKind, functionId: string, pending: Pending): CallRecord | undefined {
    const target = this.#parts.target(functionId);
    if (!target) {
      pending.fail(
        "NotFoundError",
        `There is no function ${functionId} in this world: a newer deployment of its app has left it out, or the handle is another world's.`,
      );
      return undefined;
    }
    if (target.app.state === "stopped") {
      pending.fail("ExecutionError", `Function \`${target.tag}\` cannot be called: its app is not running.`);
      return undefined;
    }
    const problem = unsuitable(kind, target);
    if (problem) {
      pending.fail("InvalidError", problem);
      return undefined;
    }
    if (!target.service.isComplete) {
      pending.fail("InvalidError", `Class \`${target.service.tag}\` has parameters: make an instance of it.`);
      return undefined;
    }
    const missing = this.#parts.isMocked(target) ? undefined : unsupported(target.definition);
    if (missing) {
      pending.fail("UnimplementedError", missing);
      return undefined;
    }
    return this.#add(
      kind,
      target,
      pending.origin.inputId === undefined ? undefined : this.#inputs.get(pending.origin.inputId),
    );
  }

  #add(kind: CallKind, target: CallTarget, parent: InputRecord | undefined): CallRecord {
    const call = new CallRecord(this.#kernel.ids.next("fc"), kind, target, parent);
    this.#calls.set(call.id, call);
    this.#kernel.events.add("call.created", { call: call.id, function: target.tag, kind, parent: parent?.id ?? null });
    return call;
  }

  #addInput(call: CallRecord, args: Wire, state: "held" | "queued"): InputRecord {
    const input = new InputRecord(this.#kernel.ids.next("in"), call, args, state);
    this.#inputs.set(input.id, input);
    this.#kernel.events.add("input.created", { input: input.id, call: call.id, index: input.index });
    recordBlob(this.#kernel, input, "args", args);
    return input;
  }

  #send(input: InputRecord): void {
    input.moveTo("queued");
    this.#parts.dispatch(input);
  }

  #find(callId: string, pending: Pending): CallRecord | undefined {
    const call = this.#calls.get(callId);
    if (!call) pending.fail("NotFoundError", `There is no function call ${callId} in this world.`);
    return call;
  }
}

/** The result of a spawned call is kept for whoever asks next. */
function copyOfOutcome(outcome: Outcome): Outcome {
  return outcome.ok ? { ok: true, value: copyOfWire(outcome.value) } : outcome;
}

/** An input and what keeps it, in words. */
export function describe(input: InputRecord): string {
  return `input ${input.id} of \`${input.call.target.tag}\` (${input.state})`;
}

function unsuitable(kind: CallKind, target: CallTarget): string | undefined {
  const { tag, definition } = target;
  if (definition.isGenerator && kind !== "generator")
    return `Function \`${tag}\` is a generator: iterate \`remoteGen(…)\` instead.`;
  if (!definition.isGenerator && kind === "generator")
    return `Function \`${tag}\` is not a generator: call \`remote(…)\` instead of \`remoteGen\`.`;
  return undefined;
}
