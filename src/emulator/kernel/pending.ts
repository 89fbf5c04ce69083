import type { CommandName, Commands } from "../../contract/backend.js";
import { wireError, type WireError } from "../../contract/wire.js";
import type { Reply } from "./protocol.js";

/** Who sent a command: a participant, and in a container the input it works on. */
export interface Origin {
  readonly ordinal: number;
  readonly inputId: string | undefined;
  /** At that input. */
  readonly attempt: number | undefined;
  /** The environment of the app that runs around the command, if it is not the sender's own. */
  readonly environment: string | undefined;
}

/** A command that has not been answered yet. */
export class Pending<C extends CommandName = CommandName> {
  readonly origin: Origin;
  readonly name: C;
  readonly #answer: (reply: Reply | undefined) => void;
  #isOpen = true;
  /** What the sender waits for, in words; set by whoever keeps it waiting. */
  waitsFor: () => string = () => this.name;
  /** No time passes for its sake; set by whoever keeps it waiting. */
  isPassive = false;
  /** Its sender stands in for something: nothing goes on for its sake, but for those who wait for what it does. */
  isAside = false;
  /** Hears that nobody waits any longer: it was answered, or its sender is gone. Set by whoever keeps it waiting. */
  onEnd: (() => void) | undefined;
  /** Whatever the answer is, the sender is not going to hear it. */
  isAnswerLost = false;

  constructor(origin: Origin, name: C, answer: (reply: Reply | undefined) => void) {
    this.origin = origin;
    this.name = name;
    this.#answer = answer;
  }

  /** False once it was answered or its sender is gone: then nobody hears a reply. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    this.#isOpen = false;
  }

  /** Its sender does not wait any longer, though it goes on. */
  withdraw(): void {
    this.#answer(undefined);
  }

  reply(value: Commands[C]["result"]): void {
    this.#answer({ ok: true, value });
  }

  fail(errorClass: string, message: string): void {
    this.failWith(wireError(errorClass, message));
  }

  failWith(error: WireError): void {
    this.#answer({ ok: false, error });
  }
}
