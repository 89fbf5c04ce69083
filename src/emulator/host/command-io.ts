import { SandboxFilesystem } from "../../api/sandboxes/sandbox-filesystem.js";
import { sessionNear, withSession, type Session } from "../../api/session/session.js";
import { InvalidError } from "../../contract/errors.js";
import type { ProgramCall, ProgramOperation } from "../../contract/program-commands.js";
import type { SandboxFileAnswer, SandboxFileOperation } from "../../contract/sandbox-files.js";
import type { FetchHandler, FetchRoutes } from "./fetch-routes.js";

/** An output of a command. */
export interface CommandOutput {
  /** Resolves when there is room for more. */
  write(data: string | Uint8Array): Promise<void>;
}

/** What a command of a test has of its process. */
export class CommandIo {
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  /** Aborted when the command is killed, or its sandbox ends. */
  readonly signal: AbortSignal;
  /** The files of its sandbox. */
  readonly filesystem: SandboxFilesystem;
  readonly stdout: CommandOutput = { write: (data) => this.#write(1, data) };
  readonly stderr: CommandOutput = { write: (data) => this.#write(2, data) };
  readonly #session: Session;
  readonly #program: number;
  readonly #routes: FetchRoutes;
  readonly #serving = new Map<number, () => void>();

  /** @internal */
  constructor(session: Session, program: number, { env, cwd }: ProgramCall, signal: AbortSignal, routes: FetchRoutes) {
    this.#session = session;
    this.#program = program;
    this.#routes = routes;
    this.env = env;
    this.cwd = cwd;
    this.signal = signal;
    const ask = async (name: string, command: unknown): Promise<SandboxFileAnswer> => {
      if (name !== "sandbox.files") throw new InvalidError("A command of a test cannot watch files.");
      const { operation } = command as { operation: SandboxFileOperation };
      return this.#do({ op: "files", operation });
    };
    this.filesystem = new SandboxFilesystem(ask);
  }

  /** Its standard input, as it comes. */
  get stdin(): AsyncIterable<Uint8Array> {
    const read = (): Promise<SandboxFileAnswer> => this.#do({ op: "read" });
    return {
      async *[Symbol.asyncIterator]() {
        for (let { data } = await read(); data && data.length > 0; { data } = await read()) yield data;
      },
    };
  }

  /** All of its standard input, as UTF-8. */
  async text(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.stdin) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  }

  /** Virtual time passes. */
  async sleep(ms: number): Promise<void> {
    await this.#do({ op: "sleep", ms });
  }

  /**
   * Answers requests to a port of the sandbox, until the command ends: what comes through tunnels, and what other
   * programs of it ask. A body that is a stream goes out as it comes, and is cancelled when nobody listens any more.
   * @returns closes the port before
   */
  async serve(port: number, handler: FetchHandler): Promise<() => Promise<void>> {
    const origin = `http://command-${this.#program}-${port}.invalid`;
    const remove = this.#routes.serve(origin, port, handler, (exchange, part) =>
      this.#do({ op: "answer", exchange, ...part }),
    );
    this.#serving.set(port, remove);
    await this.#do({ op: "serve", port, origin });
    return async () => {
      this.#serving.delete(port);
      remove();
      await this.#do({ op: "unserve", port });
    };
  }

  /** @internal */
  close(): void {
    for (const remove of this.#serving.values()) remove();
    this.#serving.clear();
  }

  async #write(fd: 1 | 2, data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
    await this.#do({ op: "write", fd, data: bytes });
  }

  #do(operation: ProgramOperation): Promise<SandboxFileAnswer> {
    this.signal.throwIfAborted();
    const program = this.#program;
    const session = sessionNear(this.#session);
    return withSession(session, () => session.backend.send("program.do", { program, operation }));
  }
}
