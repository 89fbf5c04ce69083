import { constructing } from "../../checks/construction.js";
import { checkOptions } from "../../checks/options.js";
import { InvalidError, SandboxTerminatedError, SandboxTimeoutError } from "../../contract/errors.js";
import type { SandboxBinding } from "../../contract/sandbox-commands.js";
import type { SandboxResult } from "../../contract/sandbox-definition.js";
import type { Session } from "../session/session.js";
import { wordsAndOptions } from "./command-words.js";
import { ContainerProcess } from "./container-process.js";
import {
  type BinaryExecOptions,
  type ExecOptions,
  parseExecOptions,
  type SomeWords,
  type TextExecOptions,
} from "./exec-options.js";
import { ModalReadStream } from "./read-stream.js";
import { SandboxOldFiles } from "./sandbox-old-files.js";
import { ModalWriteStream } from "./write-stream.js";

/** What may wait to be sent to the main process: bytes. */
const STDIN_LIMIT = 2 * 2 ** 20;

/** A sandbox, or a container beside one, as far as what runs in it is concerned. */
export abstract class SandboxRun extends SandboxOldFiles {
  #streams: SandboxStreams | undefined;
  #result: SandboxResult | null;

  /** @internal */
  constructor({ sandboxId, result }: Pick<SandboxBinding, "sandboxId" | "result">, session: Session | undefined) {
    super(sandboxId, session);
    this.#result = result;
  }

  /** What the main process writes, by lines. */
  get stdout(): ModalReadStream {
    return this.#own.stdout;
  }

  get stderr(): ModalReadStream {
    return this.#own.stderr;
  }

  get stdin(): ModalWriteStream {
    return this.#own.stdin;
  }

  /**
   * As `wait` and `poll` have seen it last: null while it runs, 124 after its time limit, 137 if it was terminated or
   * out of memory.
   */
  get returncode(): number | null {
    return this.#result?.code ?? null;
  }

  /**
   * Runs a command. Rejects with `ConflictError` if the sandbox has ended.
   * @example const process = await sandbox.exec(["ls", "-l"], { workdir: "/tmp" });
   */
  async exec(command: readonly string[], options: BinaryExecOptions): Promise<ContainerProcess<Uint8Array>>;
  async exec(command: readonly string[], options?: TextExecOptions): Promise<ContainerProcess>;
  async exec(
    command: readonly string[],
    options?: ExecOptions,
  ): Promise<ContainerProcess | ContainerProcess<Uint8Array>>;
  async exec<W extends string[]>(
    ...args: [...words: W, options: BinaryExecOptions] & SomeWords<W>
  ): Promise<ContainerProcess<Uint8Array>>;
  async exec<W extends string[]>(
    ...args: [...words: W, options: TextExecOptions | undefined] & SomeWords<W>
  ): Promise<ContainerProcess>;
  async exec<W extends string[]>(...words: W & SomeWords<W>): Promise<ContainerProcess>;
  async exec<W extends string[]>(
    ...args: [...words: W, options: ExecOptions | undefined] & SomeWords<W>
  ): Promise<ContainerProcess | ContainerProcess<Uint8Array>>;
  async exec(...args: unknown[]): Promise<ContainerProcess<never>> {
    const { words, options } = wordsAndOptions<ExecOptions>("Sandbox.exec", args);
    if (words.length === 0) throw new InvalidError("Sandbox.exec takes a command.");
    const { exec, outputs } = parseExecOptions("Sandbox.exec", asCommandLine(words), options);
    const { process } = await this.send("sandbox.exec", { exec });
    return new ContainerProcess<never>(constructing, this.channel(process), outputs);
  }

  /**
   * Waits for its end. Rejects with `SandboxTimeoutError` if its time was over, and with `SandboxTerminatedError` if it
   * was terminated.
   * @param options.raiseOnTermination Default: true
   * @returns the exit code of its main process
   */
  async wait(options: { raiseOnTermination?: boolean } = {}): Promise<number> {
    checkOptions("Sandbox.wait", options, ["raiseOnTermination"]);
    this.#result = (await this.ask("sandbox.wait", {})) ?? null;
    if (!this.#result) throw new TypeError("A wait without a limit has come to nothing.");
    const { status, code } = this.#result;
    if (status === "TIMEOUT") throw new SandboxTimeoutError(`Sandbox ${this.objectId} has hit its time limit.`);
    if (status === "TERMINATED" && options.raiseOnTermination !== false)
      throw new SandboxTerminatedError(`Sandbox ${this.objectId} was terminated.`);
    return code;
  }

  /** The exit code of its main process, or null while it runs. */
  async poll(): Promise<number | null> {
    this.#result = (await this.send("sandbox.wait", { timeoutMs: 0 })) ?? null;
    return this.returncode;
  }

  /**
   * Ends it, if it still runs.
   * @param options.wait for its end. Default: false
   * @returns its exit code, with `wait`
   */
  async terminate(options: { wait: true }): Promise<number>;
  async terminate(options?: { wait?: boolean }): Promise<number | undefined>;
  async terminate(options: { wait?: boolean } = {}): Promise<number | undefined> {
    checkOptions("Sandbox.terminate", options, ["wait"]);
    await this.send("sandbox.terminate", {});
    return options.wait === true ? this.wait({ raiseOnTermination: false }) : undefined;
  }

  get #own(): SandboxStreams {
    this.checkAttached();
    if (this.#streams) return this.#streams;
    const channel = this.channel(0);
    return (this.#streams = {
      stdout: new ModalReadStream(channel, { stream: "stdout", mode: "text", byLine: true }),
      stderr: new ModalReadStream(channel, { stream: "stderr", mode: "text", byLine: true }),
      stdin: new ModalWriteStream(channel, STDIN_LIMIT),
    });
  }
}

interface SandboxStreams {
  readonly stdout: ModalReadStream;
  readonly stderr: ModalReadStream;
  readonly stdin: ModalWriteStream;
}

/** One text with blanks is a line for a shell, as nothing is called that way. */
function asCommandLine(words: readonly string[]): readonly string[] {
  const [only, ...others] = words;
  return others.length === 0 && only !== undefined && /\s/.test(only) ? ["sh", "-c", only] : words;
}
