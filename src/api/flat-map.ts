import { ignoreClosed } from "./check-world.js";
import { decodeOutcome, decodeValue, encodeArguments } from "./codec/values.js";
import type { Commands, Outcome } from "./backend.js";
import type { FunctionHandle, HydratedFunction } from "./function-handle.js";
import type { MapOptions } from "./function-types.js";
import type { Row } from "./map.js";
import { currentSession, withSession, type Session } from "./session.js";

type Rows = Iterable<Row> | AsyncIterable<Row>;
type Taken = Commands["generator.take"]["result"];

/** Generators that run at once, as many as a map has outstanding inputs. */
const MAX_RUNNING = 1000;

/**
 * A map over a generator of the Stub era: all items of all inputs. As they are produced, or with `orderOutputs: true` grouped by input, in the
 * order of the inputs. Turning away, and an error, cancels the generators that still run. Modal: section 18.3, choice 33 of section 20.
 */
export function flatMapInputs(handle: FunctionHandle, inputs: Rows, options: MapOptions): AsyncIterable<unknown> {
  const session = currentSession();
  return { [Symbol.asyncIterator]: () => iterate(handle, inputs, options, session ?? currentSession()) };
}

async function* iterate(handle: FunctionHandle, inputs: Rows, { orderOutputs, returnExceptions = false }: MapOptions, from: Session | undefined): AsyncGenerator<unknown, void, undefined> {
  const target = await handle.hydrated(from);
  await using streams = new Streams(target, inputs);
  const held = new Map<number, Taken>();
  let current = 0;
  for (let arrival = await streams.next(); arrival !== undefined; arrival = held.size > 0 && held.has(current) ? [current, held.get(current) as Taken] : await streams.next()) {
    const [index, taken] = arrival;
    if (orderOutputs === true && index !== current) {
      held.set(index, taken);
      continue;
    }
    held.delete(index);
    for (const item of taken.items) yield decodeValue(item, target.session);
    if (!taken.end) streams.take(index);
    else {
      const failure = ended(target, streams, index, taken.end);
      if (failure && !returnExceptions) throw failure.error;
      if (failure) yield failure.error;
      current++;
    }
  }
}

function ended({ session }: HydratedFunction, streams: Streams, index: number, end: Outcome): { readonly error: unknown } | undefined {
  streams.ended(index);
  try {
    decodeOutcome(end, session);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** A generator for each row, and what they have yielded in order of arrival. */
class Streams implements AsyncDisposable {
  readonly #target: HydratedFunction;
  readonly #rows: Iterator<Row> | AsyncIterator<Row>;
  /** Ids of the calls that run, by the index of their input. */
  readonly #running = new Map<number, string>();
  #arrived: (readonly [index: number, taken: Taken])[] = [];
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
  async next(): Promise<readonly [index: number, taken: Taken] | undefined> {
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
    void this.#background(async () => void this.#arrived.push([index, await this.#target.session.backend.send("generator.take", { callId })]));
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
