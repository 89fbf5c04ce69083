import type { SandboxStream } from "../../contract/sandbox-definition.js";
import type { Pending } from "../kernel/kernel.js";
import { Moment } from "../kernel/moment.js";
import type { SandboxReport, SandboxTask } from "../kernel/sandbox-protocol.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import { TypedWaits } from "./typed-waits.js";
import { OutputRecord } from "./output-record.js";

/** A process of a sandbox: its outputs, and its end. */
export class ProcessRecord {
  readonly number: number;
  readonly #outputs: Readonly<Record<SandboxStream, OutputRecord>>;
  readonly hasEnded: Moment<[code: number]> = new Moment();
  /** Of who types at its terminal. */
  readonly waits: TypedWaits = new TypedWaits();
  /** It has to have ended by then. */
  limit: TimerHandle | undefined;
  #code: number | undefined;

  constructor(number: number, send: (task: SandboxTask) => void) {
    this.number = number;
    const output = (stream: SandboxStream): OutputRecord =>
      new OutputRecord((bytes) => {
        if (this.#code === undefined) send({ do: "credit", process: number, stream, bytes });
      });
    this.#outputs = { stdout: output("stdout"), stderr: output("stderr") };
  }

  /** 128 + its number after a signal, -1 at its own time limit; `undefined` while it runs. */
  get code(): number | undefined {
    return this.#code;
  }

  wrote({ stream, data }: Extract<SandboxReport, { type: "output" }>): void {
    this.#outputs[stream].add(data);
  }

  read(stream: SandboxStream, offset: number, pending: Pending<"sandbox.read">): void {
    this.#outputs[stream].read(offset, pending);
  }

  ended(code: number): void {
    if (this.#code !== undefined) return;
    this.#code = code;
    this.limit?.cancel();
    this.#outputs.stdout.close();
    this.#outputs.stderr.close();
    this.hasEnded.happen(code);
  }
}
