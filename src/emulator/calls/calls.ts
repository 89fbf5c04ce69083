import type { Outcome } from "../../contract/backend.js";
import { wireError, type Wire } from "../../contract/wire.js";
import type { EndEvent } from "../kernel/event-log.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { AppRecord } from "../records/app-record.js";
import { CallRecord, InputRecord, type CallKind } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import type { CallTarget, FunctionRecord } from "../records/function-record.js";
import type { Attempts } from "./attempts.js";
import { callGraph } from "./call-graph.js";
import { stoppedBefore } from "./stopped-before.js";
import { CANCELLED } from "./cancelled.js";
import { DiscardSink } from "./discard-sink.js";
import { handleGenerators } from "./handle-generators.js";
import { handleMaps } from "./handle-maps.js";
import { handleCounts } from "./count-inputs.js";
import { handleSpawnedCalls } from "./handle-spawned-calls.js";
import { hasExpired } from "./has-expired.js";
import { InvokeSink } from "./invoke-sink.js";
import { recordBlob } from "./record-blob.js";
import { Registry } from "./registry.js";
import { UnheardSink } from "./unheard-sink.js";
import { describeInput } from "./wait-graph.js";

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

/**
 * All function calls of a world: makes them, answers questions about them, cancels them. What is particular to one kind
 * of call is in the handlers of that kind. Modal: docs/modal/calling.md, docs/modal/function-calls.md.
 */
export class Calls {
  readonly #kernel: Kernel;
  readonly #parts: CallsParts;
  readonly #calls = new Registry<CallRecord>();
  readonly #inputs = new Registry<InputRecord>();

  constructor(kernel: Kernel, parts: CallsParts) {
    this.#kernel = kernel;
    this.#parts = parts;
    kernel.handle("call.invoke", ({ functionId, args }, pending) => this.#invoke(functionId, args, pending));
    handleSpawnedCalls(kernel, this);
    handleCounts(kernel, this);
    handleMaps(kernel, this);
    handleGenerators(kernel, this);
    kernel.handle("call.find", ({ callId }, pending) => {
      const target = this.find(callId, pending)?.target;
      if (target) pending.reply({ functionId: target.service.id, method: target.method, appId: target.app.id });
    });
    kernel.handle("call.inputs", ({ callId }, pending) => {
      const call = this.find(callId, pending);
      if (call) pending.reply(call.inputs.length);
    });
    kernel.handle("call.graph", ({ callId }, pending) => {
      const call = this.find(callId, pending);
      if (call) pending.reply(callGraph(call, (input) => hasExpired(input, kernel.now)));
    });
    kernel.handle("call.cancel", ({ callId, terminateContainers }, pending) => {
      const call = this.find(callId, pending);
      if (!call) return;
      this.#cancel(call, terminateContainers);
      pending.reply(null);
    });
    kernel.handle("call.abandon", ({ callId, cancel }, pending) => {
      const call = this.find(callId, pending);
      if (!call) return;
      for (const input of call.sink?.abandon() ?? []) parts.attempts.terminate(input, CANCELLED);
      if (cancel) this.#cancel(call, false);
      pending.reply(null);
    });
  }

  get all(): Iterable<CallRecord> {
    return this.#calls.values();
  }

  /** A function or method of any app. */
  target(functionId: string): CallTarget | undefined {
    return this.#parts.target(functionId);
  }

  byId(id: string): CallRecord | undefined {
    return this.#calls.get(id);
  }

  input(id: string): InputRecord | undefined {
    return this.#inputs.get(id);
  }

  /** @returns `undefined` if there is no such call, after having failed */
  find(callId: string, pending: Pending): CallRecord | undefined {
    const call = this.#calls.get(callId);
    if (!call) pending.fail("NotFoundError", `There is no function call ${callId} in this world.`);
    return call;
  }

  /** Makes a call without inputs. @returns `undefined` if the function cannot be called so, after having failed */
  create(kind: CallKind, functionId: string, pending: Pending, method?: string): CallRecord | undefined {
    const found = this.#parts.target(functionId);
    const target = method === undefined ? found : found?.service.methods.get(method);
    if (found && !target) {
      pending.fail("NotFoundError", `Class \`${found.service.tag}\` has no method \`${method}\`.`);
      return undefined;
    }
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
    const isMocked = this.#parts.isMocked(target);
    if (isMocked && kind === "web") {
      pending.fail("InvalidError", `\`${target.tag}\` is mocked, but it answers web requests: use world.onFetch.`);
      return undefined;
    }
    const { inputId } = pending.origin;
    const hasParent = inputId !== undefined && kind !== "web"; // a request says nothing of who has sent it
    return this.#add(kind, target, hasParent ? this.#inputs.get(inputId) : undefined);
  }

  #add(kind: CallKind, target: CallTarget, parent: InputRecord | undefined): CallRecord {
    const call = new CallRecord(this.#kernel.ids.next("fc"), kind, target, parent);
    this.#calls.set(call.id, call);
    this.#kernel.events.add("call.created", { call: call.id, function: target.tag, kind, parent: parent?.id ?? null });
    return call;
  }

  addInput(call: CallRecord, args: Wire, state: "unsent" | "queued"): InputRecord {
    const input = new InputRecord(this.#kernel.ids.next("in"), call, args, state);
    this.#inputs.set(input.id, input);
    this.#kernel.events.add("input.created", { input: input.id, call: call.id, index: input.index });
    recordBlob(this.#kernel, input, "args", args);
    return input;
  }

  /** Hands an input that is queued to whoever runs it. */
  dispatch(input: InputRecord): void {
    this.#parts.dispatch(input);
  }

  /** An input of a map is sent now. */
  send(input: InputRecord): void {
    input.moveTo("queued");
    this.#parts.dispatch(input);
  }

  #invoke(functionId: string, args: Wire, pending: Pending<"call.invoke">): void {
    const call = this.create("remote", functionId, pending);
    if (!call) return;
    call.sink = new InvokeSink(pending);
    const input = this.addInput(call, args, "queued");
    pending.waitsFor = () => describeInput(input);
    this.#parts.dispatch(input);
  }

  /** A function is due. Nobody hears what it returns. */
  callScheduled(target: FunctionRecord): void {
    this.#kernel.events.add("schedule.fired", { app: target.app.id, function: target.tag });
    const call = this.#add("schedule", target, undefined);
    const input = this.addInput(call, NO_ARGUMENTS, "queued");
    call.sink = target.definition.isGenerator ? new UnheardSink((items) => this.taken(input, items)) : DISCARD;
    this.#parts.dispatch(input);
  }

  /** Tells whoever runs a generator that items were taken. */
  taken(input: InputRecord, items: number): void {
    const { id: inputId, attempt, place } = input;
    if (place) this.#kernel.deliver(place.container.ordinal, { type: "taken", inputId, attempt, items });
    else this.#kernel.deliverToHost({ type: "taken", inputId, items });
  }

  /**
   * Cancels a call and, recursively, the calls that its inputs made.
   * Modal: docs/modal/ending-containers.md#cancellation.
   */
  #cancel(call: CallRecord, terminateContainers: boolean): void {
    if (call.unended === 0) return;
    this.#kernel.events.add("call.cancelled", { call: call.id });
    for (const input of call.inputs) {
      if (input.isEnded) continue;
      const { together } = input;
      // first, so that it is not told how its calls ended
      this.#parts.attempts.cancel(input, CANCELLED, terminateContainers);
      for (const { children } of together) for (const child of children) this.#cancel(child, terminateContainers);
    }
  }

  /** Ends everything that an app that stops still has to do. */
  terminateAll(app: AppRecord): void {
    for (const { pool } of app.services()) pool.close();
    const { attempts, stopContainer } = this.#parts;
    for (const call of this.#calls.values()) {
      if (call.target.app !== app || call.unended === 0) continue;
      const outcome: Outcome = { ok: false, error: wireError("RemoteError", stoppedBefore(call)) };
      call.sink?.stop();
      for (const input of call.inputs) {
        const { place } = input;
        if (place && input.state === "running")
          stopContainer(place.container, APP_STOPPED, () => {
            for (const each of place.inputs) if (!each.isEnded) attempts.terminate(each, outcome);
          });
        else attempts.terminate(input, outcome);
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
      if (call?.kind === "schedule" || call?.isTaken === true) this.#forgetCall(call);
    }
  }

  #forgetCall(call: CallRecord): void {
    const { now } = this.#kernel;
    const isKept = call.kind === "spawn" && !call.isTaken && !call.inputs.every((input) => hasExpired(input, now));
    if (call.unended > 0 || isKept) return;
    this.#calls.delete(call.id);
    for (const input of call.inputs) {
      this.#inputs.delete(input.id);
      for (const child of input.children) this.#forgetCall(child);
    }
  }
}

/** What speaks against calling a function so, if anything does. */
function unsuitable(kind: CallKind, { tag, definition, service }: CallTarget): string | undefined {
  const { web } = definition.settings;
  if (web && kind !== "web")
    return `Function \`${tag}\` is a webhook, it answers web requests: send it one, as with \`fetch(await ${tag}.getWebUrl())\`. Only \`local\` calls it.`;
  if (!web && kind === "web") return `Function \`${tag}\` does not answer web requests.`;
  if (definition.isGenerator && kind !== "generator")
    return `Function \`${tag}\` is a generator: iterate \`remoteGen(…)\` instead.`;
  if (!definition.isGenerator && kind === "generator")
    return `Function \`${tag}\` is not a generator: call \`remote(…)\` instead of \`remoteGen\`.`;
  if (!service.isComplete) return `Class \`${service.tag}\` has parameters: make an instance of it.`;
  return undefined;
}
