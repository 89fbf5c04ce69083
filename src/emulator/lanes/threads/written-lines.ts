import type { WrittenLine } from "../container/lane-host.js";

/** Bytes that lines of one turn may take; what came before is given up then. */
const BYTES = 32 * 1024;
/** Longest text that is kept of one line. */
const MAX_TEXT = 2000;
/** Before the lines: how many bytes of them there are. */
const HEAD_BYTES = Int32Array.BYTES_PER_ELEMENT;

type Entry = readonly [ordinal: number, inputId: string | null, stream: WrittenLine["stream"], text: string];

/**
 * What the containers of a lane write during a turn, in memory that its host reads: a lane that dies, or never comes
 * back to its event loop, does not take it along.
 */
export class WrittenLines {
  readonly buffer: SharedArrayBuffer;
  readonly #length: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEAD_BYTES + BYTES)) {
    this.buffer = buffer;
    this.#length = new Int32Array(buffer, 0, 1);
    this.#bytes = new Uint8Array(buffer, HEAD_BYTES);
  }

  /** A turn begins. */
  clear(): void {
    this.#length[0] = 0;
  }

  add({ ordinal, inputId, stream, text }: WrittenLine): void {
    const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
    const entry: Entry = [ordinal, inputId ?? null, stream, shown];
    const bytes = Buffer.from(`${JSON.stringify(entry)}\n`);
    const used = this.#length[0] ?? 0;
    const at = used + bytes.length > BYTES ? 0 : used;
    this.#bytes.set(bytes, at);
    this.#length[0] = at + bytes.length;
  }

  get lines(): WrittenLine[] {
    const text = Buffer.from(this.#bytes.slice(0, this.#length[0])).toString();
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [ordinal, inputId, stream, written] = JSON.parse(line) as Entry;
        return { ordinal, inputId: inputId ?? undefined, stream, text: written };
      });
  }
}
