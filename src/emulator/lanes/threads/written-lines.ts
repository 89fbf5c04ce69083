import type { WrittenLine } from "../container/lane-host.js";

/** Bytes that lines of one turn may take; what came before is given up then. */
const BYTES = 32 * 1024;
/** Longest text that is kept of one line. */
const MAX_TEXT = 2000;
/** Before the lines: how many bytes of them there are, and whether some were given up. */
const HEAD_BYTES = 2 * Int32Array.BYTES_PER_ELEMENT;
const [LENGTH, GIVEN_UP] = [0, 1];

type Entry = readonly [ordinal: number, inputId: string | null, stream: WrittenLine["stream"], text: string];

/**
 * What the containers of a lane write during a turn, in memory that its host reads: a lane that dies, or never comes
 * back to its event loop, does not take it along.
 */
export class WrittenLines {
  readonly buffer: SharedArrayBuffer;
  readonly #head: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEAD_BYTES + BYTES)) {
    this.buffer = buffer;
    this.#head = new Int32Array(buffer, 0, 2);
    this.#bytes = new Uint8Array(buffer, HEAD_BYTES);
  }

  /** A turn begins, or is over. */
  clear(): void {
    this.#head[LENGTH] = 0;
    this.#head[GIVEN_UP] = 0;
  }

  add({ ordinal, inputId, stream, text }: WrittenLine): void {
    const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
    const entry: Entry = [ordinal, inputId ?? null, stream, shown];
    const bytes = Buffer.from(`${JSON.stringify(entry)}\n`);
    const used = this.#head[LENGTH] ?? 0;
    const isFull = used + bytes.length > BYTES;
    if (isFull || shown !== text) this.#head[GIVEN_UP] = 1;
    const at = isFull ? 0 : used;
    this.#bytes.set(bytes, at);
    this.#head[LENGTH] = at + bytes.length;
  }

  /** What has been written so far, while more may be: nothing once some of it was given up. */
  get soFar(): WrittenLine[] {
    const isWhole = (): boolean => this.#head[GIVEN_UP] === 0;
    try {
      const lines = isWhole() ? this.lines : [];
      return isWhole() ? lines : [];
    } catch {
      return []; // given up while they were read
    }
  }

  get lines(): WrittenLine[] {
    const text = Buffer.from(this.#bytes.slice(0, this.#head[LENGTH])).toString();
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [ordinal, inputId, stream, written] = JSON.parse(line) as Entry;
        return { ordinal, inputId: inputId ?? undefined, stream, text: written };
      });
  }
}
