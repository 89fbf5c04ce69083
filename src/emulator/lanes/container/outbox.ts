import { isWireError, type Wire } from "../../../contract/wire.js";
import type { Request } from "../../kernel/protocol.js";
import { LineBuffer, type Stream } from "../surroundings/capture-console.js";
import { failureOf, type Failure } from "./failure.js";

/** Who has an outbox. */
export interface Sender {
  /** The input that the running code belongs to, if it does to one. */
  readonly inputId: string | undefined;
  /** Such as `[function f, container ta-…]`, at the end of stacks. */
  readonly place: string;
  mapStack(text: string): string;
  /** Hears at once of what is going to be in the log. */
  wrote(stream: Stream, text: string, inputId: string | undefined): void;
  /** There is something to be taken. */
  touched(): void;
}

/** What a container tells the kernel, in program order, with what it has written among it. */
export class Outbox {
  readonly #sender: Sender;
  readonly #lines: LineBuffer;
  #requests: Request[] = [];
  #isOpen = true;

  constructor(sender: Sender) {
    this.#sender = sender;
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
    if (this.#isOpen) this.#sender.wrote(stream, text, inputId);
  }
}
