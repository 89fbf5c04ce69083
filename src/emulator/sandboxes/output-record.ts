import type { SandboxOutput } from "../../contract/sandbox-commands.js";
import type { Pending } from "../kernel/kernel.js";
import { OUTPUT_CREDIT } from "../kernel/sandbox-protocol.js";

/** What a process has written to one of its streams, for whoever reads it, from the beginning or later. */
export class OutputRecord {
  readonly #credit: (bytes: number) => void;
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  /** Where the first chunk that is kept begins, and where the last one ends. */
  #start = 0;
  #end = 0;
  /** How far anybody has read. */
  #read = 0;
  #isOver = false;
  readonly #waiting: { readonly offset: number; readonly pending: Pending<"sandbox.read"> }[] = [];

  /** @param credit hears how many further bytes there is room for */
  constructor(credit: (bytes: number) => void) {
    this.#credit = credit;
  }

  add(data: Uint8Array<ArrayBuffer>): void {
    if (data.length === 0 || this.#isOver) return;
    this.#chunks.push(data);
    this.#end += data.length;
    this.#answer();
  }

  /** Nothing more is going to come. */
  close(): void {
    this.#isOver = true;
    this.#answer();
  }

  /** Answers as soon as there is something from `offset` on. */
  read(offset: number, pending: Pending<"sandbox.read">): void {
    this.#waiting.push({ offset, pending });
    this.#answer();
  }

  #answer(): void {
    for (const waiting of this.#waiting.splice(0)) {
      const { offset, pending } = waiting;
      if (offset < this.#end) pending.reply(this.#from(offset));
      else if (this.#isOver) pending.reply({ data: new Uint8Array(), offset: this.#end, isEnd: true });
      else this.#waiting.push(waiting);
    }
  }

  #from(offset: number): SandboxOutput {
    const from = Math.max(offset, this.#start);
    const data = new Uint8Array(this.#end - from);
    let at = this.#start;
    for (const chunk of this.#chunks) {
      if (at + chunk.length > from) data.set(chunk.subarray(Math.max(0, from - at)), Math.max(0, at - from));
      at += chunk.length;
    }
    if (this.#end > this.#read) {
      this.#credit(this.#end - this.#read);
      this.#read = this.#end;
      this.#forget();
    }
    return { data, offset: from, isEnd: this.#isOver };
  }

  /** Drops what was read long ago. */
  #forget(): void {
    for (let first = this.#chunks[0]; first && this.#end - this.#start - first.length >= OUTPUT_CREDIT;) {
      this.#chunks.shift();
      this.#start += first.length;
      first = this.#chunks[0];
    }
  }
}
