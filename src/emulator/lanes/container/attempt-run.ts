import type { InputCancellation } from "../../../contract/errors.js";
import type { WebEnd, WebPiece } from "../../../contract/web-commands.js";
import { withSession, type InputContext } from "../../../api/session/session.js";
import type { ContainerSession } from "../routing/container-session.js";
import type { Request } from "../../kernel/protocol.js";

/** What an attempt needs of its container. */
export interface InputHost {
  readonly session: ContainerSession;
  /** The function's name. */
  readonly tag: string;
  request(request: Request): void;
  /** An attempt is going to have something to say at the end of the turn. */
  answering(run: AttemptRun): void;
  /** Logs what has been written without a line break. */
  flush(): void;
  /**
   * An error as it crosses, after what led to it stands on stderr.
   * Modal: docs/modal/errors.md#failures-in-the-container.
   */
  reported(error: unknown): unknown;
}

/** One attempt at an input, or at several in one call, in its container. */
export abstract class AttemptRun implements InputContext {
  readonly inputId: string;
  readonly attempt: number;
  readonly functionCallId: string;
  protected readonly host: InputHost;
  #abort: AbortController | undefined;
  #stop: AbortController | undefined;
  #stopReason: globalThis.Error | undefined;
  #missed: InputCancellation | undefined;

  /** @param input the first, if there are several */
  constructor(
    host: InputHost,
    { inputId, attempt, callId }: { readonly inputId: string; readonly attempt: number; readonly callId: string },
  ) {
    this.host = host;
    this.inputId = inputId;
    this.attempt = attempt;
    this.functionCallId = callId;
  }

  /** All that it is an attempt at. */
  abstract get inputs(): readonly { readonly inputId: string; readonly attempt: number }[];

  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal;
  }

  get stopSignal(): AbortSignal {
    this.#stop ??= new AbortController();
    if (this.#stopReason) this.#stop.abort(this.#stopReason);
    return this.#stop.signal;
  }

  /** @param ended hears when the function has come to its end */
  run(body: CallableFunction, ended: () => void): void {
    void this.asInput(() => this.work(body, ended));
  }

  /** Interrupts the function where it waits for the emulator; what it does about that may wait again. */
  interrupt(error: InputCancellation): void {
    const abort = this.#abort;
    this.#abort = undefined;
    abort?.abort(error);
    this.abortStop(error);
  }

  /** An interruption found nothing that it could end. */
  miss(error: InputCancellation): void {
    this.#missed = error;
  }

  takeMissed(): InputCancellation | undefined {
    const missed = this.#missed;
    this.#missed = undefined;
    return missed;
  }

  /** Listeners are code of the input. */
  protected abortStop(error: globalThis.Error): void {
    this.#stopReason ??= error;
    if (this.#stop) this.asInput(() => this.#stop?.abort(error));
  }

  /** Runs what is code of the input, or calls such. */
  protected asInput<T>(body: () => T): T {
    return withSession(this.host.session.forInput(this), body);
  }

  /** The consumer of a generator took items. */
  taken(_items: number): void {
    // Nothing, but for generators.
  }

  /** More of the body of a web request has come. */
  received(_pieces: readonly WebPiece[], _end: WebEnd | undefined, _isGone: boolean): void {
    // Nothing, but for web requests.
  }

  /** The turn of its container is over. */
  endTurn(): void {
    // Nothing, but for web requests.
  }

  /** Calls the function, and hands in what comes of it. */
  protected abstract work(body: CallableFunction, ended: () => void): Promise<void>;
}
