import { checkConstructing, constructing } from "../../checks/construction.js";
import { checkObjectName, checkTags } from "../../checks/names.js";
import { checkOptions, describe } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError, SandboxTerminatedError, SandboxTimeoutError } from "../../contract/errors.js";
import type { SandboxBinding } from "../../contract/sandbox-commands.js";
import type { SandboxResult } from "../../contract/sandbox-definition.js";
import { LogReader } from "../logs/log-reader.js";
import type { CallLogsManager as LogsManager } from "../logs/logs-manager.js";
import { sessionInSight, type Session } from "../session/session.js";
import { Image } from "../images/image.js";
import { wordsAndOptions } from "./command-words.js";
import { ContainerProcess } from "./container-process.js";
import { type ExecOptions, parseExecOptions } from "./exec-options.js";
import { parseSandboxOptions } from "./parse-sandbox-options.js";
import { ModalReadStream } from "./read-stream.js";
import { SandboxOldFiles } from "./sandbox-old-files.js";
import type { SandboxApp, SandboxCreateOptions } from "./sandbox-options.js";
import { ModalWriteStream } from "./write-stream.js";

/** What may wait to be sent to the main process: bytes. */
const STDIN_LIMIT = 2 * 2 ** 20;

/**
 * A container that runs commands. It ends with its main process, at its time limit, or when it is terminated.
 * Modal: docs/modal/sandboxes.md.
 * @example
 * const sandbox = await Sandbox.create("sleep", "60", { app });
 * const process = await sandbox.exec("echo", "hello");
 * console.log(await process.stdout.readText());
 */
export class Sandbox extends SandboxOldFiles {
  declare private readonly brand: "Sandbox";
  #streams: SandboxStreams | undefined;
  #logs: LogReader | undefined;
  #result: SandboxResult | null;

  static {
    refuseAssignments(Sandbox, "Options are given to Sandbox.create.", ["objectId", "returncode"]);
  }

  private constructor(
    key: typeof constructing,
    binding: Pick<SandboxBinding, "sandboxId" | "result">,
    session: Session | undefined,
  ) {
    checkConstructing("Sandbox", key, "Sandbox.create");
    super(binding.sandboxId, session);
    this.#result = binding.result;
  }

  /** @internal */
  static fromBinding(binding: Pick<SandboxBinding, "sandboxId" | "result">, session: Session | undefined): Sandbox {
    return new Sandbox(constructing, binding, session);
  }

  /**
   * Starts a sandbox whose main process runs the command `args`: without one, what its image says, else it sleeps.
   * Rejects with `InvalidError` for options that do not hold, `AlreadyExistsError` if its name is taken, `NotFoundError`
   * for an app, image, volume or secret that is not there.
   * @example await Sandbox.create("python3", "-c", "print(1)", { app, timeoutMs: 60_000 });
   * @example await Sandbox.create(app, image, { command: ["sleep", "60"] });
   */
  static async create(app: SandboxApp, image: Image, options?: SandboxCreateOptions): Promise<Sandbox>;
  static async create(...args: string[] | [...string[], SandboxCreateOptions | undefined]): Promise<Sandbox>;
  static async create(...args: unknown[]): Promise<Sandbox> {
    const { words, options } = callOf(args);
    const definition = parseSandboxOptions(words, options);
    const session = sessionInSight("Sandbox.create");
    const app = appOf(options.app, session);
    const binding = await session.backend.send("sandbox.create", { app, definition });
    return Sandbox.fromBinding(binding, session);
  }

  /** A sandbox by id, also one that has ended. Rejects with `NotFoundError`. */
  static async fromId(id: string): Promise<Sandbox> {
    if (typeof id !== "string" || !id.startsWith("sb-"))
      throw new InvalidError(`Invalid Sandbox id: ${describe(id)}. Ids of this kind begin with "sb-".`);
    const session = sessionInSight("Sandbox.fromId");
    return Sandbox.fromBinding(await session.backend.send("sandbox.lookup", { sandboxId: id }), session);
  }

  /**
   * The running sandbox of an app that has this name. Rejects with `NotFoundError`.
   * @param options.includeTerminated the last one of that name, if none runs. Default: false
   */
  static async fromName(
    appName: string,
    name: string,
    options: { environment?: string; includeTerminated?: boolean } = {},
  ): Promise<Sandbox> {
    checkObjectName("App", appName);
    checkObjectName("Sandbox", name);
    checkOptions("Sandbox.fromName", options, ["environment", "includeTerminated"]);
    const session = sessionInSight("Sandbox.fromName");
    return Sandbox.fromBinding(await session.backend.send("sandbox.find", { app: appName, name, ...options }), session);
  }

  /**
   * The running sandboxes of the environment, newest first.
   * @param options.appId only those of this app
   * @param options.tags only those that have at least these
   */
  static list(
    options: { appId?: string; tags?: Readonly<Record<string, string>>; environment?: string } = {},
  ): AsyncIterableIterator<Sandbox> {
    checkOptions("Sandbox.list", options, ["appId", "tags", "environment"]);
    const { appId, tags = {}, environment } = options;
    checkTags(tags);
    const session = sessionInSight("Sandbox.list");
    return (async function* () {
      const found = await session.backend.send("sandbox.list", { appId, tags, environment });
      for (const binding of found) yield Sandbox.fromBinding(binding, session);
    })();
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

  /** As `wait` and `poll` have seen it last: null while it runs, 124 after its time limit, 137 if it was terminated. */
  get returncode(): number | null {
    return this.#result?.code ?? null;
  }

  /**
   * Runs a command. Rejects with `ConflictError` if the sandbox has ended.
   * @example const process = await sandbox.exec(["ls", "-l"], { workdir: "/tmp" });
   */
  async exec(
    command: readonly string[],
    options: ExecOptions & ({ mode: "binary" } | { text: false }),
  ): Promise<ContainerProcess<Uint8Array>>;
  async exec(command: readonly string[], options?: ExecOptions): Promise<ContainerProcess>;
  async exec(
    ...args: [...string[], ExecOptions & ({ mode: "binary" } | { text: false })]
  ): Promise<ContainerProcess<Uint8Array>>;
  async exec(...args: string[] | [...string[], ExecOptions | undefined]): Promise<ContainerProcess>;
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
  async terminate(options: { wait?: boolean } = {}): Promise<number | undefined> {
    checkOptions("Sandbox.terminate", options, ["wait"]);
    await this.send("sandbox.terminate", {});
    return options.wait === true ? this.wait({ raiseOnTermination: false }) : undefined;
  }

  /** Replaces its tags. */
  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    checkTags(tags);
    await this.send("sandbox.setTags", { tags });
  }

  async getTags(): Promise<Readonly<Record<string, string>>> {
    return this.send("sandbox.tags", {});
  }

  /** What its main process has written. */
  get logs(): LogsManager {
    return (this.#logs ??= new LogReader(
      async () => ({ session: this.session, subject: { kind: "sandbox", id: this.objectId } }),
      false,
    ));
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

/** Of `("sleep", "60", { app })` or `(app, image, { command })`. */
function callOf(args: readonly unknown[]): {
  readonly words: readonly string[];
  readonly options: SandboxCreateOptions;
} {
  const [app, image, options = {}] = args;
  if (!(image instanceof Image)) return wordsAndOptions("Sandbox.create", args);
  if (args.length > 3 || typeof app !== "object")
    throw new InvalidError("Sandbox.create takes a command and options, or an app, an image and options.");
  return { words: [], options: { ...(options as SandboxCreateOptions), app: app as SandboxApp, image } };
}

/** @throws InvalidError outside of containers without an app that runs or was looked up */
function appOf(app: unknown, session: Session): { appId: string; name: string | undefined } | undefined {
  if (app === undefined) {
    if (session.isContainer) return undefined;
    throw new InvalidError(
      "Sandbox.create needs an app outside of containers: `Sandbox.create(…, { app: await App.lookup(name, { createIfMissing: true }) })`, or the app of `app.run(() => …)`.",
    );
  }
  const { appId, name } = Object(app) as Partial<SandboxApp>;
  if (typeof appId !== "string" || (appId === "" && !session.isContainer))
    throw new InvalidError(
      `Option "app" of Sandbox.create must be an app that runs or was looked up, got ${describe(app)}.`,
    );
  return { appId, name };
}

/** One text with blanks is a line for a shell, as nothing is called that way. */
function asCommandLine(words: readonly string[]): readonly string[] {
  const [only, ...others] = words;
  return others.length === 0 && only !== undefined && /\s/.test(only) ? ["sh", "-c", only] : words;
}
