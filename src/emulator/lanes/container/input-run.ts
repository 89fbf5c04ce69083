import type { Outcome } from "../../../contract/backend.js";
import { decodeValue, encodeValue } from "../../../api/session/values.js";
import { InvalidError, type InputCancellation } from "../../../contract/errors.js";
import { AttemptRun, type InputHost } from "./attempt-run.js";
import { GeneratorRun } from "../../participants/generator-run.js";
import type { Delivery } from "../../kernel/protocol.js";

export type InputDelivery = Extract<Delivery, { type: "input" }>;

/** One attempt at an input. */
export class InputRun extends AttemptRun {
  readonly #delivery: InputDelivery;
  readonly #generator: GeneratorRun | undefined;

  constructor(host: InputHost, delivery: InputDelivery, isGenerator: boolean) {
    super(host, delivery);
    this.#delivery = delivery;
    const { inputId, attempt } = delivery;
    if (isGenerator)
      this.#generator = new GeneratorRun((item) =>
        host.request({ type: "yield", inputId, attempt, item: encodeValue(item, "item") }),
      );
  }

  get inputs(): readonly [InputDelivery] {
    return [this.#delivery];
  }

  override interrupt(error: InputCancellation): void {
    super.interrupt(error);
    this.#generator?.cancel(error);
  }

  override taken(items: number): void {
    this.#generator?.taken(items);
  }

  /** One asynchronous function for all of it: thousands of inputs may be asleep here. */
  protected async work(body: CallableFunction, ended: () => void): Promise<void> {
    const { inputId, attempt, args } = this.#delivery;
    let outcome: Outcome;
    try {
      const result: unknown = Reflect.apply(body, undefined, decodeValue(args) as unknown[]);
      const value = encodeValue(
        this.#generator ? await this.#generator.drain(result) : this.#checked(await result),
        "result",
      );
      outcome = value === undefined ? { ok: true } : { ok: true, value };
    } catch (error) {
      outcome = { ok: false, error: this.host.reported(error) };
    }
    this.host.flush();
    this.host.request({ type: "output", inputId, attempt, outcome });
    ended();
  }

  #checked(value: unknown): unknown {
    if (!isGeneratorObject(value)) return value;
    throw new InvalidError(
      `Function \`${this.host.tag}\` returned a generator: give it the option \`isGenerator: true\`, or write it as a generator function.`,
    );
  }
}

function isGeneratorObject(value: unknown): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Generator]" || tag === "[object AsyncGenerator]";
}
