import type { Outcome } from "../../api/backend.js";
import { encode } from "../../api/codec/encode.js";
import { decodeValue } from "../../api/codec/values.js";
import { InvalidError, type InputCancellation } from "../../api/errors.js";
import { withSession, type InputContext } from "../../api/session.js";
import type { ContainerSession } from "./container-session.js";
import { GeneratorRun } from "./generator-run.js";
import type { Delivery, Request } from "./protocol.js";

export type InputDelivery = Extract<Delivery, { type: "input" }>;

/** What an input needs of its container. */
export interface InputHost {
  readonly session: ContainerSession;
  /** The function's name. */
  readonly tag: string;
  request(request: Request): void;
  /** Logs what has been written without a line break. */
  flush(): void;
  /** An error as it crosses, after what led to it stands on stderr. Modal: section 14.4. */
  reported(error: unknown): unknown;
}

/** One attempt at an input, in its container. */
export class InputRun implements InputContext {
  readonly #host: InputHost;
  readonly #delivery: InputDelivery;
  #abort: AbortController | undefined;
  readonly #generator: GeneratorRun | undefined;
  #isCancelled = false;
  #isSettled = false;

  constructor(host: InputHost, delivery: InputDelivery, isGenerator: boolean) {
    this.#host = host;
    this.#delivery = delivery;
    const { inputId, attempt } = delivery;
    if (isGenerator) this.#generator = new GeneratorRun((item) => host.request({ type: "yield", inputId, attempt, item: encode(item, "item") }));
  }

  get inputId(): string {
    return this.#delivery.inputId;
  }

  get attempt(): number {
    return this.#delivery.attempt;
  }

  get functionCallId(): string {
    return this.#delivery.callId;
  }

  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Whether the function has come to its end. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** @param ended hears when the function has come to its end by itself */
  run(body: CallableFunction, ended: () => void): void {
    void withSession(this.#host.session.forInput(this), () => this.#attempt(body, ended));
  }

  /** Interrupts the function where it waits for the emulator, and from now on; the rest is up to its code. */
  cancel(error: InputCancellation): void {
    this.#isCancelled = true;
    (this.#abort ??= new AbortController()).abort(error);
    this.#generator?.cancel(error);
  }

  /** Interrupts the function where it waits for the emulator; what it does about that may wait again. */
  interrupt(error: InputCancellation): void {
    const abort = this.#abort;
    this.#abort = undefined;
    abort?.abort(error);
    this.#generator?.cancel(error);
  }

  /** The consumer of the generator took items. */
  taken(items: number): void {
    this.#generator?.taken(items);
  }

  /** One asynchronous function for all of it: thousands of inputs may be asleep here. */
  async #attempt(body: CallableFunction, ended: () => void): Promise<void> {
    const { inputId, attempt, args } = this.#delivery;
    let outcome: Outcome;
    try {
      const result: unknown = Reflect.apply(body, undefined, decodeValue(args) as unknown[]);
      const value = encode(this.#generator ? await this.#generator.drain(result) : this.#checked(await result), "result");
      outcome = value === undefined ? { ok: true } : { ok: true, value };
    } catch (error) {
      outcome = { ok: false, error: this.#host.reported(error) };
    }
    this.#host.flush();
    this.#isSettled = true;
    if (this.#isCancelled) return;
    this.#host.request({ type: "output", inputId, attempt, outcome });
    ended();
  }

  #checked(value: unknown): unknown {
    if (!isGeneratorObject(value)) return value;
    throw new InvalidError(`Function \`${this.#host.tag}\` returned a generator: give it the option \`isGenerator: true\`, or write it as a generator function.`);
  }
}

function isGeneratorObject(value: unknown): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Generator]" || tag === "[object AsyncGenerator]";
}
