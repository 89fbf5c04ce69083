import { isWireError, type Wire } from "../../../contract/wire.js";
import type { Request } from "../../kernel/protocol.js";
import { LineBuffer, type Stream } from "../surroundings/capture-console.js";
import type { WrittenLine } from "./lane-host.js";
import { failureOf, type Failure } from "./failure.js";

/** Who has an outbox. */
export interface Sender {
  /** The input that the running code belongs to, if it does to one. */
  readonly inputId: string | undefined;
  /** Such as `[function f, container ta-…]`, at the end of stacks. */
  readonly place: string;
  mapStack(text: string): string;
  /** There is something to be taken. */
  touched(): void;
}

/** What a container tells the kernel, in program order, with what it has written among it. */
export class Outbox {
  readonly #sender: Sender;
  readonly #wrote: (line: Omit<WrittenLine, "ordinal">) => void;
  readonly #lines: LineBuffer;
  #requests: Request[] = [];
  #isOpen = true;

  /** @param wrote hears at once of what is going to be in the log */
  constructor(sender: Sender, wrote: (line: Omit<WrittenLine, "ordinal">) => void) {
    this.#sender = sender;
    this.#wrote = wrote;
    this.#lines = new LineBuffer((stream, text) => this.#log(stream, sender.mapStack(text)));
  }

  /** A container that is gone asks nothing, and waits for ever. */
  add(request: Request): void {
    if (!this.#isOpen) return;
    this.#requests.push(request);
    this.#sender.touched();
  }

  /** What came since the last time. */
  take(): readonly Request[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }

  write(stream: Stream, text: string): void {
    this.#lines.write(stream, text);
  }

  flush(): void {
    this.#lines.flush();
  }

  /** An error as it crosses, after what led to it stands on stderr. */
  reported(error: unknown): Wire {
    const { wire, traceback } = this.failure(error);
    this.flush();
    if (!isWireError(wire) || wire.class !== "InputCancellation") this.#log("stderr", traceback);
    return wire;
  }

  failure(error: unknown): Failure {
    return failureOf(error, (stack) => this.#sender.mapStack(stack), this.#sender.place);
  }

  close(): void {
    this.#isOpen = false;
  }

  #log(stream: Stream, text: string): void {
    const { inputId } = this.#sender;
    this.add({ type: "log", inputId, stream, text });
    if (this.#isOpen) this.#wrote({ inputId, stream, text });
  }
}
