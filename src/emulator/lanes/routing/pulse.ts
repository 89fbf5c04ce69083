const BEATS = 0;
const INSIDE = 1;
const CALLER = 2;
const CALLS = 3;
const THREAD = 4;
const TASK = 5;
const CELLS = 6;

/**
 * What a lane tells its host without a message, also while its code never yields: that its event loop turns, and whose
 * code runs. A lane writes it, the host reads it; each mark is one store into shared memory.
 */
export class Pulse {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  /** The lane begins to serve, in the thread of that number. */
  begin(threadId: number): void {
    this.#cells[THREAD] = threadId;
    this.beat();
  }

  /** The lane is at its event loop. */
  beat(): void {
    this.#cells[BEATS] = this.beats + 1;
  }

  /** Code of a container is called, and until {@link leave} it is nobody else's turn. */
  enter(ordinal: number): void {
    this.#cells[INSIDE] = ordinal;
    this.beat();
  }

  leave(): void {
    this.#cells[INSIDE] = 0;
  }

  /** The lane begins a turn. */
  beginTask(): void {
    this.#cells[TASK] = Math.abs(this.task) + 1;
    this.beat();
  }

  endTask(): void {
    this.#cells[TASK] = -Math.abs(this.task);
  }

  /** Code of a container asks for something: it runs. */
  call(ordinal: number): void {
    this.#cells[CALLER] = ordinal;
    this.#cells[CALLS] = this.calls + 1;
  }

  /** Which turn is under way, counted; 0 or less while none is. Only of the host's own lane. */
  get task(): number {
    return this.#cells[TASK] ?? 0;
  }

  /** Number of the thread that the lane is in, 0 until it begins. */
  get thread(): number {
    return this.#cells[THREAD] ?? 0;
  }

  /** Changes whenever the lane is at its event loop; wraps around. */
  get beats(): number {
    return this.#cells[BEATS] ?? 0;
  }

  /** Whose turn it is, 0 if that is not known: turns of several containers mix as soon as they await something. */
  get inside(): number {
    return this.#cells[INSIDE] ?? 0;
  }

  /** Who asked last, 0 if nobody did. */
  get caller(): number {
    return this.#cells[CALLER] ?? 0;
  }

  /** Changes with everything that is asked. */
  get calls(): number {
    return this.#cells[CALLS] ?? 0;
  }
}
