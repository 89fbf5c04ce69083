import type { SendOptions } from "../../../contract/backend.js";
import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import type { SandboxOutput } from "../../../contract/sandbox-commands.js";

/** A command that was started in a sandbox. */
export interface Exec {
  /** Resolves when there is something from `offset` (bytes) on, or nothing more is going to come. */
  read(stream: SandboxStream, offset: number): Promise<SandboxOutput>;
  write(data: Uint8Array<ArrayBuffer>, isEnd: boolean): Promise<void>;
  /** Its exit code, or `null` if it has not ended in time. */
  wait(timeoutMs: number, how?: SendOptions): Promise<number | null>;
}

/** What a client has started under an id of its own, and how much of its input has come. */
export class StartedExec {
  readonly exec: Exec;
  #received = 0;
  #isClosed = false;

  constructor(exec: Exec) {
    this.exec = exec;
  }

  /** Bytes of its input that have come. */
  get received(): number {
    return this.#received;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Takes input that begins at an offset; what has come before is passed over. */
  async write(offset: number, data: Uint8Array, isEnd: boolean): Promise<void> {
    const known = this.#received - offset;
    const fresh = known > 0 ? data.subarray(known) : data;
    if (this.#isClosed || (fresh.length === 0 && !isEnd)) return;
    this.#received += fresh.length;
    this.#isClosed = isEnd;
    await this.exec.write(new Uint8Array(fresh), isEnd);
  }
}
