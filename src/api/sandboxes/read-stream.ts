import type { UnderlyingSource } from "node:stream/web";
import type { SandboxStream } from "../../contract/sandbox-definition.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";
import type { ProcessChannel } from "./process-channel.js";

/** How an output is read. */
export interface ReadMode {
  readonly stream: SandboxStream;
  /** Text, decoded as UTF-8 with U+FFFD for what is none, or bytes. */
  readonly mode: "text" | "binary";
  /** Text comes by lines, with their ends, instead of as it came. */
  readonly byLine: boolean;
}

/**
 * An output of a process: a web stream that can be read whole as well. Nothing is read before somebody asks for it, so
 * no virtual time passes for its sake. Modal: docs/modal/sandboxes.md#processes.
 */
export class ModalReadStream<T extends string | Uint8Array = string> extends ReadableStream<T> {
  readonly #mode: ReadMode["mode"];
  readonly #stream: SandboxStream;

  static {
    refuseCrossing(
      ModalReadStream,
      "ModalReadStream",
      "Read it first, as in `await it.readText()`, or pass the Sandbox.",
    );
  }

  /** @internal */
  constructor(channel: ProcessChannel, mode: ReadMode, isForbidden?: () => never) {
    super(source(channel, mode, isForbidden), { highWaterMark: 0 });
    this.#mode = mode.mode;
    this.#stream = mode.stream;
  }

  /** 1 for stdout, 2 for stderr. */
  get fileDescriptor(): 1 | 2 {
    return this.#stream === "stdout" ? 1 : 2;
  }

  /** All that is left, until the end of the process: text, or bytes, as the process was started. */
  async read(): Promise<T> {
    return (this.#mode === "text" ? await this.readText() : await this.readBytes()) as T;
  }

  /** All that is left, until the end of the process, as text. */
  async readText(): Promise<string> {
    const chunks = await this.#all();
    const [first] = chunks;
    return typeof first === "string" || first === undefined
      ? (chunks as string[]).join("")
      : Buffer.concat(chunks as Uint8Array[]).toString("utf8");
  }

  /** All that is left, until the end of the process, as bytes. */
  async readBytes(): Promise<Uint8Array> {
    const chunks = await this.#all();
    return new Uint8Array(
      Buffer.concat(chunks.map((chunk): Uint8Array => (typeof chunk === "string" ? Buffer.from(chunk) : chunk))),
    );
  }

  async #all(): Promise<T[]> {
    const reader = this.getReader();
    const chunks: T[] = [];
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
      return chunks;
    } finally {
      reader.releaseLock();
    }
  }
}

function source(
  channel: ProcessChannel,
  { stream, mode, byLine }: ReadMode,
  isForbidden?: () => never,
): UnderlyingSource<string | Uint8Array> {
  const decoder = new TextDecoder();
  let offset = 0;
  /** A line that has not ended. */
  let begun = "";
  const chunksOf = (data: Uint8Array, isEnd: boolean): readonly (string | Uint8Array)[] => {
    if (mode === "binary") return [data];
    const text = begun + decoder.decode(data, { stream: !isEnd });
    begun = "";
    if (!byLine) return [text];
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    if (!isEnd && lines.at(-1)?.endsWith("\n") === false) begun = lines.pop() ?? "";
    return lines;
  };
  return {
    async pull(controller) {
      isForbidden?.();
      for (;;) {
        const { data, offset: at, isEnd } = await channel.read(stream, offset);
        offset = at + data.length;
        const chunks = chunksOf(data, isEnd).filter(({ length }) => length > 0);
        for (const chunk of chunks) controller.enqueue(chunk);
        if (isEnd) return controller.close();
        if (chunks.length > 0) return;
      }
    },
  };
}
