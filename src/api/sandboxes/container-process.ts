import { checkConstructing, type constructing } from "../../checks/construction.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError } from "../../contract/errors.js";
import type { SandboxStream } from "../../contract/sandbox-definition.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";
import type { ExecOutputs } from "./exec-options.js";
import type { ProcessChannel } from "./process-channel.js";
import { ModalReadStream } from "./read-stream.js";
import { showOutput } from "./show-output.js";
import { StreamType } from "./stream-type.js";
import { ModalWriteStream } from "./write-stream.js";

/** What may wait to be sent to a process of `exec`: bytes. */
const STDIN_LIMIT = 16 * 2 ** 20;

/** A command that was started by `exec`. Modal: docs/modal/sandboxes.md#processes. */
export class ContainerProcess<T extends string | Uint8Array = string> {
  declare private readonly brand: "ContainerProcess";
  readonly stdout: ModalReadStream<T>;
  readonly stderr: ModalReadStream<T>;
  readonly stdin: ModalWriteStream;
  readonly #channel: ProcessChannel;
  #code: number | undefined;

  static {
    refuseAssignments(ContainerProcess, "It stands for a process of a sandbox.");
    refuseCrossing(ContainerProcess, "ContainerProcess", "Pass the Sandbox, or what was read of the process.");
  }

  /** @internal */
  constructor(key: typeof constructing, channel: ProcessChannel, outputs: ExecOutputs) {
    checkConstructing("ContainerProcess", key, "sandbox.exec");
    this.#channel = channel;
    const stream = (name: SandboxStream): ModalReadStream<T> => {
      const { mode, byLine, [name]: type } = outputs;
      if (type === StreamType.STDOUT) void showOutput(channel, name);
      return new ModalReadStream<T>(
        channel,
        { stream: name, mode, byLine },
        type === StreamType.PIPE
          ? undefined
          : () => {
              throw new InvalidError(
                `The ${name} of this process cannot be read: it was started with \`${name}: "${type}"\`.`,
              );
            },
      );
    };
    this.stdout = stream("stdout");
    this.stderr = stream("stderr");
    this.stdin = new ModalWriteStream(channel, STDIN_LIMIT);
  }

  /**
   * Its exit code: 128 + its number after a signal, -1 if it was ended by its time limit.
   * @throws InvalidError before `wait` or `poll` have seen its end
   */
  get returncode(): number {
    if (this.#code === undefined)
      throw new InvalidError("The process has not ended, as far as is known: call `await process.wait()` first.");
    return this.#code;
  }

  /** Waits for its end. @returns its exit code, as {@link returncode} has it; it does not throw for any */
  async wait(): Promise<number> {
    const { sandboxId, process } = this.#channel;
    this.#code ??= (await this.#channel.send("sandbox.waitProcess", { sandboxId, process })) ?? undefined;
    return this.returncode;
  }

  /** Its exit code, or null while it runs. */
  async poll(): Promise<number | null> {
    const { sandboxId, process } = this.#channel;
    this.#code ??= (await this.#channel.send("sandbox.waitProcess", { sandboxId, process, timeoutMs: 0 })) ?? undefined;
    return this.#code ?? null;
  }
}
