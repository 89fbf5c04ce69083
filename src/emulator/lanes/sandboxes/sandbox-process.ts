import { StringDecoder } from "node:string_decoder";
import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import { OUTPUT_CREDIT, type ProcessStart, type SandboxReport } from "../../kernel/sandbox-protocol.js";
import type { ProgramListener, ProgramRuntime, RunningProgram } from "./program-runtime.js";

/** What a process needs of its sandbox. */
export interface ProcessHost {
  report(report: SandboxReport): void;
  log(stream: SandboxStream, text: string): void;
  gone(process: number): void;
}

/** How many bytes of an output may still go, and who waits to write. */
interface Credit {
  left: number;
  waiting: (() => void)[];
}

/** A program that was started from outside, and what goes to and fro. */
export class SandboxProcess implements ProgramListener {
  readonly #number: number;
  readonly #start: ProcessStart;
  readonly #host: ProcessHost;
  readonly #credits: Readonly<Record<SandboxStream, Credit>> = {
    stdout: { left: OUTPUT_CREDIT, waiting: [] },
    stderr: { left: OUTPUT_CREDIT, waiting: [] },
  };
  readonly #decoders: Partial<Record<SandboxStream, StringDecoder>> = {};
  /** Streams whose last line has not ended. */
  readonly #begun = new Set<SandboxStream>();
  readonly #program: RunningProgram;

  constructor(number: number, start: ProcessStart, runtime: ProgramRuntime, host: ProcessHost) {
    this.#number = number;
    this.#start = start;
    this.#host = host;
    this.#program = runtime.start(start, this);
  }

  write(data: Uint8Array, isEnd: boolean): void {
    if (data.length > 0) this.#program.write(data);
    if (isEnd) this.#program.end();
  }

  resize(columns: number, rows: number): void {
    this.#program.resize?.(columns, rows);
  }

  kill(): void {
    this.#program.kill();
  }

  /** So many more bytes are wanted. */
  credit(stream: SandboxStream, bytes: number): void {
    const credit = this.#credits[stream];
    credit.left += bytes;
    if (credit.left > 0) for (const go of credit.waiting.splice(0)) go();
  }

  wrote(stream: SandboxStream, data: Uint8Array): Promise<void> | undefined {
    if (this.#start.isLogged) {
      const decoder = (this.#decoders[stream] ??= new StringDecoder("utf8"));
      this.#log(stream, decoder.write(Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
    }
    if (this.#start.discards.includes(stream)) return undefined;
    const credit = this.#credits[stream];
    credit.left -= data.length;
    this.#host.report({ type: "output", process: this.#number, stream, data: new Uint8Array(data) });
    return credit.left > 0 ? undefined : new Promise((resolve) => void credit.waiting.push(resolve));
  }

  listens(isListening: boolean): void {
    this.#host.report({ type: "listens", process: this.#number, isListening });
  }

  ended(code: number): void {
    for (const stream of ["stdout", "stderr"] as const) {
      this.#log(stream, this.#decoders[stream]?.end() ?? "");
      if (this.#begun.has(stream)) this.#log(stream, "\n");
    }
    this.#host.report({ type: "ended", process: this.#number, code });
    this.#host.gone(this.#number);
  }

  #log(stream: SandboxStream, text: string): void {
    if (text === "") return;
    if (text.endsWith("\n")) this.#begun.delete(stream);
    else this.#begun.add(stream);
    this.#host.log(stream, text);
  }
}
