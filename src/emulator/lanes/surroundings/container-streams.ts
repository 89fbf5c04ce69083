import { Readable, Writable } from "node:stream";
import type { Stream } from "./capture-console.js";

type Done = (error?: Error | null) => void;

/** `process.stdout` and `process.stderr` of a container: what is written becomes lines of its log. */
export class ContainerOutput extends Writable {
  readonly fd: number;
  readonly isTTY = false;
  readonly columns: number | undefined = undefined;
  readonly #stream: Stream;
  readonly #log: (stream: Stream, text: string) => void;

  constructor(stream: Stream, log: (stream: Stream, text: string) => void) {
    super({ decodeStrings: false });
    this.fd = stream === "stdout" ? 1 : 2;
    this.#stream = stream;
    this.#log = log;
  }

  override _write(chunk: string | Uint8Array, encoding: BufferEncoding, done: Done): void {
    const isText = typeof chunk === "string" && (encoding === "utf8" || (encoding as string) === "utf-8");
    this.#log(this.#stream, isText ? chunk : Buffer.from(chunk as string, encoding).toString("utf8"));
    done();
  }

  /** As Node's own: it cannot be closed, and goes on. */
  override _destroy(error: Error | null, done: Done): void {
    done(error);
    (this as unknown as { _undestroy(): void })._undestroy();
  }
}

/** `process.stdin` of a container: there is nothing. */
export function emptyInput(): NodeJS.ReadStream {
  const input = new Readable({
    read() {
      this.push(null);
    },
  });
  return Object.assign(input, { fd: 0, isTTY: false }) as unknown as NodeJS.ReadStream;
}
