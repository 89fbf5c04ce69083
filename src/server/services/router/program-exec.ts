import type { Backend, SendOptions } from "../../../contract/backend.js";
import type { ExecDefinition, SandboxStream } from "../../../contract/sandbox-definition.js";
import type { SandboxOutput } from "../../../contract/sandbox-commands.js";
import type { Exec } from "./exec.js";

/** The exit code of what was killed at its time limit: 128 and SIGKILL. */
const KILLED = 137;

/** A process of a sandbox: 0 is its main one. */
export class ProgramExec implements Exec {
  readonly #backend: Backend;
  readonly #sandboxId: string;
  readonly #process: number;

  constructor(backend: Backend, sandboxId: string, process: number) {
    this.#backend = backend;
    this.#sandboxId = sandboxId;
    this.#process = process;
  }

  static async start(backend: Backend, sandboxId: string, exec: ExecDefinition): Promise<ProgramExec> {
    const { process } = await backend.send("sandbox.exec", { sandboxId, exec });
    return new ProgramExec(backend, sandboxId, process);
  }

  read(stream: SandboxStream, offset: number): Promise<SandboxOutput> {
    return this.#backend.send("sandbox.read", { ...this.#subject, stream, offset });
  }

  async write(data: Uint8Array<ArrayBuffer>, isEnd: boolean): Promise<void> {
    await this.#backend.send("sandbox.write", { ...this.#subject, data, isEnd });
  }

  async wait(timeoutMs: number, how?: SendOptions): Promise<number | null> {
    const code = await this.#backend.send("sandbox.waitProcess", { ...this.#subject, timeoutMs }, how);
    return code === -1 ? KILLED : code;
  }

  get #subject(): { readonly sandboxId: string; readonly process: number } {
    return { sandboxId: this.#sandboxId, process: this.#process };
  }
}
