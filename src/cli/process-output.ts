import { writeSync } from "node:fs";
import type { Output } from "../output/streams.js";
import { ExitCode } from "./endings/exit-code.js";

/** A stream of the process as it is now: `runCommandLine` takes over the process's own `write` while it runs. */
export class ProcessOutput implements Output {
  readonly #stream: NodeJS.WriteStream & { readonly fd: 1 | 2 };
  readonly #write: Output["write"];
  #isLeaving = false;

  constructor(stream: NodeJS.WriteStream & { readonly fd: 1 | 2 }) {
    this.#stream = stream;
    this.#write = stream.write.bind(stream);
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (code === "EPIPE") process.exit(ExitCode.ok); // as with `| head`
      if (stream.fd === 1)
        writeAll(2, Buffer.from(`The output could not be written: ${message.replace(/, .*$/s, "")}.\n`));
      process.exit(ExitCode.failure);
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY;
  }

  get columns(): number {
    return this.#stream.columns;
  }

  /** The event loop does not turn any more: from now on, what is written is written when `write` returns. */
  leave(): void {
    this.#isLeaving = true;
  }

  write(text: string | Uint8Array): void {
    if (this.#isLeaving) writeAll(this.#stream.fd, Buffer.from(text));
    else this.#write(text);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;)
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return; // nobody reads it
    }
}
