import type { CommandName, Commands } from "../../contract/backend.js";
import type { SandboxStream } from "../../contract/sandbox-definition.js";
import type { SandboxOutput } from "../../contract/sandbox-commands.js";
import { sessionNear, withSession, type Session } from "../session/session.js";

/** Where the commands about one process of a sandbox go. */
export class ProcessChannel {
  readonly sandboxId: string;
  readonly process: number;
  readonly #session: Session;
  readonly #check: () => void;

  /** @param check throws if the sandbox was given up */
  constructor(sandboxId: string, process: number, session: Session, check: () => void) {
    this.sandboxId = sandboxId;
    this.process = process;
    this.#session = session;
    this.#check = check;
  }

  async send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    const session = sessionNear(this.#session);
    return withSession(session, () => session.backend.send(name, command));
  }

  get isContainer(): boolean {
    return this.#session.isContainer;
  }

  async read(
    stream: SandboxStream,
    offset: number,
    time: { readonly isPassive?: true; readonly isTyped?: true } = {},
  ): Promise<SandboxOutput> {
    this.#check();
    const { sandboxId, process } = this;
    return this.send("sandbox.read", { sandboxId, process, stream, offset, ...time });
  }

  /** @param columns and rows of its terminal, in characters */
  async resize(columns: number, rows: number): Promise<void> {
    this.#check();
    const { sandboxId, process } = this;
    await this.send("sandbox.resize", { sandboxId, process, columns, rows });
  }

  async write(data: Uint8Array<ArrayBuffer>, isEnd: boolean): Promise<void> {
    this.#check();
    const { sandboxId, process } = this;
    await this.send("sandbox.write", { sandboxId, process, data, isEnd });
  }
}
