import type { Outcome } from "../../../contract/backend.js";
import { decodeValue, encodeValue } from "../../../api/session/values.js";
import { InvalidError } from "../../../contract/errors.js";
import { AttemptRun, type InputHost } from "./attempt-run.js";
import type { BatchedInput } from "../../kernel/protocol.js";

/**
 * One attempt at several inputs, in one call of the function. What it throws, each of them gets.
 * Modal: docs/modal/batching-concurrency-clusters.md#batches.
 */
export class BatchRun extends AttemptRun {
  readonly #inputs: readonly BatchedInput[];
  readonly #parameters: number | undefined;

  /** @param parameters how many arguments each input must have; if it is not known, as many as the first has */
  constructor(host: InputHost, inputs: readonly BatchedInput[], parameters: number | undefined) {
    const [first] = inputs;
    if (!first) throw new TypeError("A batch without inputs.");
    super(host, first);
    this.#inputs = inputs;
    this.#parameters = parameters;
  }

  get inputs(): readonly BatchedInput[] {
    return this.#inputs;
  }

  protected async work(body: CallableFunction, ended: () => void): Promise<void> {
    let outcomes: readonly Outcome[];
    try {
      const results: unknown = await Reflect.apply(body, undefined, this.#lists());
      outcomes = this.#checked(results).map((result) => this.#outcome(result));
    } catch (error) {
      const failure: Outcome = { ok: false, error: this.host.reported(error) };
      outcomes = this.#inputs.map(() => failure);
    }
    this.host.flush();
    for (const [index, { inputId, attempt }] of this.#inputs.entries()) {
      const outcome = outcomes[index];
      if (outcome) this.host.request({ type: "output", inputId, attempt, outcome });
    }
    ended();
  }

  /** A list for each parameter, in the order of the inputs. */
  #lists(): unknown[][] {
    const rows = this.#inputs.map(({ args }) => decodeValue(args) as unknown[]);
    const length = this.#parameters ?? rows[0]?.length ?? 0;
    const other = rows.find((row) => row.length !== length);
    if (other)
      throw new InvalidError(
        `Batched function \`${this.host.tag}\` takes ${length} positional arguments, but an input of this batch has ${other.length}.`,
      );
    return Array.from({ length }, (_, parameter) => rows.map((row) => row[parameter]));
  }

  #checked(results: unknown): readonly unknown[] {
    if (!Array.isArray(results))
      throw new InvalidError(`Output of batched function \`${this.host.tag}\` must be a list.`);
    if (results.length !== this.#inputs.length)
      throw new InvalidError(
        `Output of batched function \`${this.host.tag}\` must be a list of equal length as its inputs: it has ${results.length} elements for ${this.#inputs.length} inputs.`,
      );
    return results;
  }

  #outcome(result: unknown): Outcome {
    try {
      const value = encodeValue(result, "result");
      return value === undefined ? { ok: true } : { ok: true, value };
    } catch (error) {
      return { ok: false, error: this.host.reported(error) };
    }
  }
}
