import type { ServedPart } from "../../contract/program-commands.js";

/** How often others have a turn, before a body is taken for one that comes in pieces. */
const TURNS = 64;

/** The body of an answer that a command of a test gives: what is there at once, and what comes later. */
export class ServedBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  #next: Promise<{ readonly value?: Uint8Array | undefined }> | undefined;

  private constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** @returns all of it, if nothing has to be waited for @throws what its stream throws by then */
  static async of(body: ReadableStream<Uint8Array> | null): Promise<ServedBody | ArrayBuffer | null> {
    if (!body) return null;
    const served = new ServedBody(body);
    return (await served.#readSome()) ? served : joined(served.#chunks);
  }

  /** @param send resolves when there is room for more, rejects if nobody listens any more */
  async send(send: (part: ServedPart) => Promise<unknown>): Promise<void> {
    try {
      if (this.#chunks.length > 0) await send({ data: new Uint8Array(joined(this.#chunks)) });
      for (;;) {
        const chunk = await this.#read();
        if (!chunk) break;
        await send({ data: new Uint8Array(chunk) });
      }
      await send({ isEnd: true });
    } catch (error) {
      void this.#reader.cancel(error).catch(() => undefined);
      await send({ isEnd: true, hasFailed: true }).catch(() => undefined); // nobody listens
    }
  }

  /** @returns whether there may be more */
  async #readSome(): Promise<boolean> {
    for (;;) {
      const state = { isThere: false };
      const next = this.#reader.read();
      this.#next = next;
      const seen = (): void => {
        state.isThere = true;
      };
      next.then(seen, seen);
      for (let turn = 0; turn < TURNS && !state.isThere; turn++) await Promise.resolve();
      if (!state.isThere) return true;
      const chunk = await this.#read();
      if (!chunk) return false;
      this.#chunks.push(chunk);
    }
  }

  async #read(): Promise<Uint8Array | undefined> {
    const { value } = await (this.#next ?? this.#reader.read());
    this.#next = undefined;
    return value;
  }
}

function joined(chunks: readonly Uint8Array[]): ArrayBuffer {
  return new Uint8Array(Buffer.concat(chunks)).buffer;
}
