import { once } from "node:events";
import type { Socket } from "node:net";
import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import { realDelay } from "../../time/real-time.js";
import type { ProgramListener } from "./program-runtime.js";

/** Real milliseconds: others may go on writing to where a program has written that has ended. */
const LAST_WORDS_MS = 100;

/** What a program writes to its pipes, as fast as it is wanted. Nothing of it keeps this process. */
export class ProgramOutput {
  readonly #streams: readonly Socket[];

  constructor(pipes: Readonly<Partial<Record<SandboxStream, Socket | null>>>, listener: ProgramListener) {
    const { stdout, stderr } = pipes;
    if (stdout) read(stdout, "stdout", listener);
    if (stderr) read(stderr, "stderr", listener);
    this.#streams = [stdout, stderr].filter((stream) => !!stream);
  }

  /** Resolves when all was read that it had written as it ended, also if others have the same pipes. */
  async ended(): Promise<void> {
    const closing = this.#streams.filter(({ closed }) => !closed);
    const closed = Promise.all(closing.map((stream) => once(stream, "close")));
    do await Promise.race([closed, realDelay(LAST_WORDS_MS)]);
    while (this.#streams.some((stream) => !stream.closed && stream.isPaused()));
  }
}

/** Nothing of a pipe keeps this process, and nobody minds how it ends. */
export function letGo(pipe: Socket | null | undefined): void {
  pipe?.unref();
  pipe?.on("error", () => undefined); // nobody reads it any more
}

function read(stream: Socket, name: SandboxStream, listener: ProgramListener): void {
  letGo(stream);
  stream.on("data", (data: Buffer) => {
    const room = listener.wrote(name, data);
    if (!room) return;
    stream.pause();
    void room.then(() => stream.resume());
  });
}
