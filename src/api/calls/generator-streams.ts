import { ignoreClosed } from "../session/check-world.js";
import { encodeArguments } from "../session/values.js";
import type { Commands } from "../../contract/backend.js";
import { withSession } from "../session/session.js";
import type { Row, Rows } from "./argument-rows.js";
import type { HydratedFunction } from "./callee.js";

/** Generators that run at once, as many as a map has outstanding inputs. */
const MAX_RUNNING = 1000;

/** What the generator of an input has yielded since it was asked. */
export type Arrival = readonly [index: number, taken: Commands["generator.take"]["result"]];

/** A generator for each row, and what they have yielded in order of arrival. */
export class GeneratorStreams implements AsyncDisposable {
  readonly #target: HydratedFunction;
  readonly #rows: Iterator<Row> | AsyncIterator<Row>;
  /** Ids of the calls that run, by the index of their input. */
  readonly #running = new Map<number, string>();
  #arrived: Arrival[] = [];
  #failure: { readonly error: unknown } | undefined;
  #changed = Promise.withResolvers<void>();
  #started = 0;
  #open = 0;
  #isReading = false;
  #isExhausted = false;
  #isGone = false;

  constructor(target: HydratedFunction, inputs: Rows) {
    this.#target = target;
    this.#rows = Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
  }

  /** What a generator has yielded since it was asked, `undefined` when all have ended. */
  async next(): Promise<Arrival | undefined> {
    while (true) {
      this.#read();
      if (this.#failure) throw this.#failure.error;
      const arrived = this.#arrived.shift();
      if (arrived || (this.#isExhausted && this.#open === 0)) return arrived;
      await this.#changed.promise;
      this.#changed = Promise.withResolvers();
    }
  }

  /** Asks a generator for more. */
  take(index: number): void {
    const callId = this.#running.get(index);
    if (callId === undefined) return;
    void this.#background(
      async () =>
        void this.#arrived.push([index, await this.#target.session.backend.send("generator.take", { callId })]),
    );
  }

  ended(index: number): void {
    this.#running.delete(index);
    this.#open--;
  }

  /** Starts a generator for each row, as long as there is room. */
  #read(): void {
    if (this.#isReading || this.#isExhausted || this.#isGone || this.#open >= MAX_RUNNING) return;
    this.#isReading = true;
    void this.#background(async () => {
      while (this.#open < MAX_RUNNING && !this.#isGone) {
        const step = await withSession(this.#target.session, async () => this.#rows.next());
        this.#isExhausted = step.done === true;
        if (step.done) break;
        this.#start([...step.value]);
      }
      this.#isReading = false;
    });
  }

  #start(row: Row): void {
    const { session, functionId } = this.#target;
    const args = encodeArguments(row);
    const index = this.#started++;
    this.#open++;
    void this.#background(async () => {
      const { callId } = await session.backend.send("generator.start", { functionId, args });
      this.#running.set(index, callId);
      if (this.#isGone) await this.#abandon(callId);
      else this.take(index);
    });
  }

  async #background(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      this.#failure ??= { error };
    });
    this.#changed.resolve();
  }

  #abandon(callId: string): Promise<unknown> {
    return this.#target.session.backend.send("call.abandon", { callId, cancel: true }).catch(ignoreClosed);
  }

  /** Cancels what still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    await Promise.all(Array.from(this.#running.values(), (callId) => this.#abandon(callId)));
    if (!this.#isExhausted) await this.#rows.return?.();
  }
}
