import { checkConstructing, type constructing } from "../../checks/construction.js";
import { checkOptions } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError } from "../../contract/errors.js";
import type { SandboxStream } from "../../contract/sandbox-definition.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";
import { attach, type AttachOptions } from "./attach.js";
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
  readonly #outputs: ExecOutputs;
  #code: number | undefined;

  static {
    refuseAssignments(ContainerProcess, "It stands for a process of a sandbox.");
    refuseCrossing(ContainerProcess, "ContainerProcess", "Pass the Sandbox, or what was read of the process.");
  }

  /** @internal */
  constructor(key: typeof constructing, channel: ProcessChannel, outputs: ExecOutputs) {
    checkConstructing("ContainerProcess", key, "sandbox.exec");
    this.#channel = channel;
    this.#outputs = outputs;
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

  /**
   * Connects its terminal with that of this process, until it ends: keys go to it as they are pressed, also Ctrl-C, what
   * it has written and writes is shown, and it hears of the size of the window. No time passes while it waits for what
   * is typed, unless somebody else waits for something.
   * @param options streams instead of the terminal of this process
   * @throws InvalidError if it was started without `pty: true`, or its stdout cannot be read; if this process has no
   * terminal, and in containers, which have none, unless there are streams
   * @example await (await sandbox.exec("bash", { pty: true })).attach();
   */
  async attach(options: AttachOptions = {}): Promise<void> {
    checkOptions("ContainerProcess.attach", options, ["stdin", "stdout"]);
    const { isTerminal, stdout: type } = this.#outputs;
    if (!isTerminal)
      throw new InvalidError("ContainerProcess.attach: the process has no terminal. Start it with `pty: true`.");
    if (type !== StreamType.PIPE)
      throw new InvalidError(
        `ContainerProcess.attach: the stdout of this process cannot be read: it was started with \`stdout: "${type}"\`.`,
      );
    await attach(this.#channel, terminalOf(options, this.#channel.isContainer));
  }

  /** Ends its input, whatever becomes of that: also if it has ended, or its stdin was ended before. */
  async closeStdin(): Promise<void> {
    this.stdin.writeEof();
    await this.stdin.drain().catch(() => undefined);
  }

  /** Its exit code, or null while it runs. */
  async poll(): Promise<number | null> {
    const { sandboxId, process } = this.#channel;
    this.#code ??= (await this.#channel.send("sandbox.waitProcess", { sandboxId, process, timeoutMs: 0 })) ?? undefined;
    return this.#code ?? null;
  }
}

/** @throws InvalidError where there is none */
function terminalOf({ stdin, stdout }: AttachOptions, isContainer: boolean): Required<AttachOptions> {
  if (stdin && stdout) return { stdin, stdout };
  const streams = "give it streams: `attach({ stdin, stdout })`";
  if (isContainer)
    throw new InvalidError(`ContainerProcess.attach: containers have no terminal. Attach in the test, or ${streams}.`);
  if ((!stdin && !process.stdin.isTTY) || (!stdout && !process.stdout.isTTY))
    throw new InvalidError(
      `ContainerProcess.attach: no terminal is attached to this process. Run it in a terminal, without a pipe, or ${streams}.`,
    );
  return { stdin: stdin ?? process.stdin, stdout: stdout ?? process.stdout };
}
