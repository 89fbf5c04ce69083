import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { isSpan } from "../../contract/time-range.js";
import { checkWorld } from "../session/check-world.js";
import { decodeOutcome } from "../session/values.js";
import { Handle } from "../codec/handle.js";
import { ExecutionError, InvalidError } from "../../contract/errors.js";
import { LogReader } from "../logs/log-reader.js";
import type { CallLogsManager } from "../logs/logs-manager.js";
import { checkFlag, checkOptions, describe } from "../../checks/options.js";
import type { CallGraphNode } from "../../contract/backend.js";
import { currentSession, type Bindings, type Session } from "../session/session.js";

const CONSTRUCT = Symbol("construct");

type Gathered<T extends readonly FunctionCall<unknown>[]> = {
  -readonly [K in keyof T]: T[K] extends FunctionCall<infer R> ? R : never;
};

/**
 * A call that was started with `spawn`: a reference that can be kept, passed around and asked for its result.
 * Modal: docs/modal/function-calls.md.
 */
export class FunctionCall<R> extends Handle {
  readonly #functionCallId: string;
  readonly #origin: Bindings | undefined;
  /** Only for the type. */
  declare private readonly result: R;

  static {
    refuseAssignments(FunctionCall, "It stands for a call that was made.", ["functionCallId"]);
  }

  /** @internal */
  constructor(key: symbol, callId: string, origin?: Bindings) {
    super();
    if (key !== CONSTRUCT)
      throw new InvalidError(
        "FunctionCall has no constructor: `spawn` returns one, `FunctionCall.fromId` makes one from an id.",
      );
    this.#functionCallId = callId;
    this.#origin = origin;
  }

  /** `fc-…` */
  get functionCallId(): string {
    return this.#functionCallId;
  }

  /** @internal */
  protected override get hydratedId(): string | undefined {
    return this.functionCallId;
  }

  /**
   * The handle of a call that is known by its id. Whether the call exists is found out when it is used.
   * @throws InvalidError if the id is not one of a function call
   */
  static fromId<R = unknown>(id: string): FunctionCall<R> {
    if (!/^fc-[A-Za-z0-9]+$/.test(id))
      throw new InvalidError(`"${id}" is not the id of a function call: those begin with "fc-".`);
    return new FunctionCall<R>(CONSTRUCT, id);
  }

  /** The handle of a call that was made in a world, or has come from there. @internal */
  static ofWorld<R>(id: string, origin: Bindings | undefined): FunctionCall<R> {
    return new FunctionCall<R>(CONSTRUCT, id, origin);
  }

  /**
   * Waits for all calls; rejects with the first failure, in time. The others are not cancelled. @throws InvalidError
   * for what is no call
   */
  static async gather<T extends readonly FunctionCall<unknown>[]>(...calls: T): Promise<Gathered<T>> {
    for (const call of calls)
      if (!(call instanceof FunctionCall))
        throw new InvalidError(
          `gather takes calls, one by one, as \`spawn\` returns them: \`gather(...calls)\`, got ${describe(call)}.`,
        );
    return (await Promise.all(calls.map((call) => call.get()))) as Gathered<T>;
  }

  /** @internal */
  override toWire(): { kind: string; data: unknown } {
    checkWorld(`function call ${this.functionCallId}`, this.#origin, currentSession());
    return { kind: "call", data: { callId: this.functionCallId } };
  }

  /**
   * The result; may be read any number of times, each time as a fresh copy. Modal: docs/modal/function-calls.md#get.
   * @param options.timeoutMs milliseconds of virtual time to wait, 0 and below: ask once. Default: no limit
   * @param options.index which of the call's inputs. Default: 0
   * @throws TimeoutError if there is no result in time
   * @throws OutputExpiredError if the result was dropped, 7 days after it was produced; with a time-out, at the end of
   * that
   * @throws NotFoundError if there is no such call
   * @throws RemoteError if the call was cancelled, otherwise whatever the function threw
   */
  async get(options: { timeoutMs?: number; index?: number } = {}): Promise<R> {
    checkOptions("FunctionCall.get", options, ["timeoutMs", "index"]);
    const { timeoutMs, index = 0 } = options;
    if (timeoutMs !== undefined && !isSpan(timeoutMs))
      throw new InvalidError(
        `FunctionCall.get: timeoutMs must be a number of milliseconds, up to 8.64e15, not ${describe(timeoutMs)}. Leave it out to wait without limit.`,
      );
    const session = this.#session("get");
    return decodeOutcome(
      await session.backend.send("call.get", { callId: this.functionCallId, index, timeoutMs }),
      session,
    ) as R;
  }

  /**
   * The results of the call's inputs, in their order, each as soon as it is there; may be iterated any number of times.
   * An input that failed throws at its place, which ends the iteration. Modal: docs/modal/function-calls.md.
   * @param options.start index of the first result. Default: 0
   * @param options.end index after the last. Default: the number of inputs
   * @throws InvalidError at the first iteration if the range leaves that of the inputs
   */
  iter(options: { start?: number; end?: number } = {}): AsyncIterable<R> {
    checkOptions("FunctionCall.iter", options, ["start", "end"]);
    return { [Symbol.asyncIterator]: () => this.#results(options) };
  }

  async *#results({ start = 0, end }: { start?: number; end?: number }): AsyncGenerator<R, void, undefined> {
    const inputs = await this.numInputs();
    const last = end ?? inputs;
    for (const [name, value] of [
      ["start", start],
      ["end", last],
    ] as const) {
      if (!Number.isInteger(value) || value < 0 || value > inputs)
        throw new InvalidError(
          `FunctionCall.iter: ${name} must be an index from 0 to ${inputs}, the number of inputs of call ${this.functionCallId}, not ${describe(value)}.`,
        );
    }
    for (let index = start; index < last; index++) yield await this.get({ index });
  }

  /** How many inputs the call has: 1 if it was spawned, any number if it was made by `experimentalSpawnMap`. */
  async numInputs(): Promise<number> {
    return this.#session("numInputs").backend.send("call.inputs", { callId: this.functionCallId });
  }

  /**
   * Stops the call: what is queued never starts, what runs is interrupted, calls that it made are cancelled too. No
   * effect on a finished call. Modal: docs/modal/ending-containers.md#cancellation.
   */
  async cancel(options: { terminateContainers?: boolean } = {}): Promise<void> {
    checkOptions("FunctionCall.cancel", options, ["terminateContainers"]);
    const { terminateContainers = false } = options;
    checkFlag("FunctionCall.cancel", "terminateContainers", terminateContainers);
    await this.#session("cancel").backend.send("call.cancel", { callId: this.functionCallId, terminateContainers });
  }

  /** What the call's inputs have written. Modal: docs/modal/context-ids-and-logs.md#logs. */
  get logs(): CallLogsManager {
    return new LogReader(
      async (method) => ({
        session: this.#session(`logs.${method}`),
        subject: { kind: "call", id: this.functionCallId },
      }),
      false,
    );
  }

  /** The roots of the tree of calls that this one is part of. Modal: docs/modal/function-calls.md#call-graph. */
  async getCallGraph(): Promise<readonly CallGraphNode[]> {
    return this.#session("getCallGraph").backend.send("call.graph", { callId: this.functionCallId });
  }

  #session(method: string): Session {
    const session = currentSession();
    if (!session)
      throw new ExecutionError(
        `FunctionCall.${method}: no world is in sight. Call it inside \`world.within(() => …)\`, \`world.run(app, () => …)\` or \`app.run(() => …)\`.`,
      );
    checkWorld(`function call ${this.functionCallId}`, this.#origin, session);
    return session;
  }
}

/** As {@link FunctionCall.gather}; the Stub era's name. */
export function gather<T extends readonly FunctionCall<unknown>[]>(...calls: T): Promise<Gathered<T>> {
  return FunctionCall.gather(...calls);
}

refuseOptions(FunctionCall, { fromId: 1 });
refuseOptions(FunctionCall.prototype, { numInputs: 0, getCallGraph: 0 });
