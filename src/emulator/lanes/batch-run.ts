import type { Outcome } from "../../api/backend.js";
import { encode } from "../../api/codec/encode.js";
import { decodeValue } from "../../api/codec/values.js";
import { InvalidError, type InputCancellation } from "../../api/errors.js";
import { withSession, type InputContext } from "../../api/session.js";
import type { InputHost } from "./input-run.js";
import type { BatchedInput } from "./protocol.js";

/** One attempt at several inputs, in one call of the function. What it throws, each of them gets. Modal: section 5.1. */
export class BatchRun implements InputContext {
  readonly #host: InputHost;
  readonly #inputs: readonly BatchedInput[];
  #abort = new AbortController();
  #isCancelled = false;
  #isSettled = false;

  constructor(host: InputHost, inputs: readonly BatchedInput[]) {
    this.#host = host;
    this.#inputs = inputs;
  }

  /** That of the first. */
  get inputId(): string {
    return this.#inputs[0]?.inputId ?? "";
  }

  /** Likewise. */
  get attempt(): number {
    return this.#inputs[0]?.attempt ?? 0;
  }

  get functionCallId(): string {
    return this.#inputs[0]?.callId ?? "";
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** @param ended hears when the function has come to its end by itself */
  run(body: CallableFunction, ended: () => void): void {
    void withSession(this.#host.session.forInput(this), () => this.#attempt(body, ended));
  }

  cancel(error: InputCancellation): void {
    this.#isCancelled = true;
    this.#abort.abort(error);
  }

  interrupt(error: InputCancellation): void {
    const abort = this.#abort;
    this.#abort = new AbortController();
    abort.abort(error);
  }

  taken(): void {
    // Nothing: no generator is batched.
  }

  async #attempt(body: CallableFunction, ended: () => void): Promise<void> {
    let outcomes: readonly Outcome[];
    try {
      const results: unknown = await Reflect.apply(body, undefined, this.#lists());
      outcomes = this.#checked(results).map((result) => this.#outcome(result));
    } catch (error) {
      const failure: Outcome = { ok: false, error: this.#host.reported(error) };
      outcomes = this.#inputs.map(() => failure);
    }
    this.#host.flush();
    this.#isSettled = true;
    if (this.#isCancelled) return;
    for (const [index, { inputId, attempt }] of this.#inputs.entries()) {
      const outcome = outcomes[index];
      if (outcome) this.#host.request({ type: "output", inputId, attempt, outcome });
    }
    ended();
  }

  /** A list for each parameter, in the order of the inputs. */
  #lists(): unknown[][] {
    const rows = this.#inputs.map(({ args }) => decodeValue(args) as unknown[]);
    const [{ length } = []] = rows;
    const other = rows.find((row) => row.length !== length);
    if (other) throw new TypeError(`Batched function \`${this.#host.tag}\` takes ${length} positional arguments, as its first input in this batch has, but another has ${other.length}.`);
    return Array.from({ length }, (_, parameter) => rows.map((row) => row[parameter]));
  }

  #checked(results: unknown): readonly unknown[] {
    if (!Array.isArray(results)) throw new InvalidError(`Output of batched function \`${this.#host.tag}\` must be a list.`);
    if (results.length !== this.#inputs.length) throw new InvalidError(`Output of batched function \`${this.#host.tag}\` must be a list of equal length as its inputs: it has ${results.length} elements for ${this.#inputs.length} inputs.`);
    return results;
  }

  #outcome(result: unknown): Outcome {
    try {
      const value = encode(result, "result");
      return value === undefined ? { ok: true } : { ok: true, value };
    } catch (error) {
      return { ok: false, error: this.#host.reported(error) };
    }
  }
}
