import type { Outcome } from "../../contract/backend.js";
import { isWireBulk, isWireError, wireError } from "../../contract/wire.js";
import { eventError } from "../kernel/event-error.js";
import type { AttemptStatus } from "../kernel/events.js";
import type { Kernel } from "../kernel/kernel.js";
import type { AppRecord } from "../records/app-record.js";
import type { Container } from "../records/container.js";
import type { Workplace } from "../records/workplace.js";
import { Interruptions } from "./interruptions.js";
import { recordBlob } from "./record-blob.js";
import { MAX_LOSSES } from "../records/max-losses.js";
import type { InputState } from "../records/input-states.js";
import type { InputRecord } from "../records/call-record.js";
import { retryDelayMs } from "./retry-delay.js";

const FINAL_STATE: Readonly<Record<AttemptStatus, InputState>> = {
  SUCCESS: "succeeded",
  FAILURE: "failed",
  INIT_FAILURE: "failed",
  INTERNAL_FAILURE: "failed",
  TIMEOUT: "timedOut",
  TERMINATED: "terminated",
};

/** What attempts need of the rest of the world. */
export interface AttemptPort {
  /** Ends a container, after `settle` has dealt with the inputs that are not to run again. */
  dropContainer(container: Container, reason: string, settle?: () => void): void;
  /** Stops a container in good order, as what it runs does not give way. */
  stopContainer(container: Container, reason: string): void;
  /** Hands an input to whoever runs it: a pool, or a stand-in. */
  dispatch(input: InputRecord): void;
  /** Hears that an app has less to do. */
  idle(app: AppRecord): void;
  /** What an input waits for, in words. */
  waitGraph(input: InputRecord): string;
}

/** The life of an input from attempt to attempt. Modal: docs/modal/retries.md, docs/modal/containers.md#input-loop. */
export class Attempts {
  readonly #kernel: Kernel;
  readonly #port: AttemptPort;
  readonly #interruptions: Interruptions;

  constructor(kernel: Kernel, port: AttemptPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.#interruptions = new Interruptions(kernel, (container, reason) => port.stopContainer(container, reason));
  }

  /** An input goes to a container, or to a stand-in in the host. */
  start(input: InputRecord, place: Workplace | undefined): void {
    input.moveTo("running");
    input.attempt++;
    input.place = place;
    input.taskId = place?.container.id;
    const { timeoutMs } = input.call.target.definition.settings;
    const at = this.#kernel.now + timeoutMs;
    input.limit = this.#kernel.timers.set({
      at,
      kind: "limit",
      label: () => `time limit of input ${input.id} of \`${input.call.target.tag}\``,
      fire: () => this.#timeOut(input),
    });
    this.#kernel.events.add("attempt.started", {
      input: input.id,
      attempt: input.attempt,
      container: input.taskId ?? null,
    });
  }

  /**
   * The function returned or threw. One that throws the cancellation itself counts as cancelled.
   * Modal: docs/modal/retries.md#what-is-retried.
   */
  report(input: InputRecord, attempt: number, outcome: Outcome): void {
    if (outcome.ok) this.finish(input, attempt, "SUCCESS", outcome);
    else if (isWireError(outcome.error) && outcome.error.class === "InputCancellation")
      this.finish(input, attempt, "TERMINATED", { ok: false, error: wireError("RemoteError", "") });
    else this.finish(input, attempt, "FAILURE", outcome);
  }

  /** An attempt came to an outcome. Late ones of earlier attempts are ignored. */
  finish(input: InputRecord, attempt: number, status: AttemptStatus, outcome: Outcome): void {
    if (input.state !== "running" || input.attempt !== attempt) return;
    this.#leave(input, status, outcome);
    if (status === "SUCCESS" || status === "TERMINATED" || !this.#retry(input)) this.#end(input, status, outcome);
  }

  /** A container could not start, so an input that waits for one failed. */
  failStart(input: InputRecord, outcome: Outcome): void {
    input.attempt++;
    this.#kernel.events.add("attempt.ended", {
      input: input.id,
      attempt: input.attempt,
      status: "INIT_FAILURE",
      ...eventError(outcome),
    });
    if (!this.#retry(input)) this.#end(input, "INIT_FAILURE", outcome);
  }

  /**
   * A container went away while an input ran there: the input runs again, without using up a retry.
   * @param isCounted false for an input that had no part in it: it may be lost any number of times
   */
  lose(input: InputRecord, reason: string, isCounted = true): void {
    if (input.state !== "running") return;
    if (isCounted) input.losses++;
    const times = input.losses > 1 ? ` ${input.losses} times` : "";
    const outcome: Outcome = {
      ok: false,
      error: wireError(
        "InternalFailure",
        `Input ${input.id} of \`${input.call.target.tag}\` was lost${times}: ${reason}.`,
      ),
    };
    this.#leave(input, "INTERNAL_FAILURE", outcome);
    if (input.losses > MAX_LOSSES || input.call.sink?.isRepeatable === false)
      this.#end(input, "INTERNAL_FAILURE", outcome);
    else this.#queue(input);
  }

  /**
   * An attempt is taken for lost though it runs on: the input runs again, and what the attempt comes to is ignored.
   * Modal: docs/modal/retries.md#late-and-duplicate-outputs.
   */
  repeat(input: InputRecord): void {
    if (input.call.sink?.isRepeatable === false) return; // what it has said so far cannot be said again
    const error = wireError(
      "InternalFailure",
      `Input ${input.id} of \`${input.call.target.tag}\` was handed out once more.`,
    );
    this.#interruptions.leaveBehind(input);
    this.#close(input, "INTERNAL_FAILURE", { ok: false, error });
    this.#queue(input);
  }

  /**
   * Interrupts the code of an input and of those that share its call. Whoever asks for that says what they come to.
   * @param reason what happened to the input, in words
   */
  interrupt(input: InputRecord, reason: string): void {
    this.#interruptions.interrupt(input, reason);
  }

  /**
   * Ends an input for good, and those that share its call. The code that runs is interrupted.
   */
  cancel(input: InputRecord, outcome: Outcome, terminateContainer: boolean): void {
    const { place, together } = input;
    if (input.state !== "running") return this.terminate(input, outcome);
    const settle = (): void => together.forEach((each) => this.terminate(each, outcome));
    if (place && terminateContainer) return this.#port.dropContainer(place.container, "its call was cancelled", settle);
    this.interrupt(input, "was cancelled");
    settle();
  }

  /** Ends an input for good. The container it runs on is not told. */
  terminate(input: InputRecord, outcome: Outcome): void {
    if (input.isEnded) return;
    if (input.state === "running") this.#leave(input, "TERMINATED", outcome);
    else if (input.state === "queued") input.call.target.pool.dropped();
    this.#end(input, "TERMINATED", outcome);
  }

  /** What ran on without its input has given way, or is gone with its container. */
  gaveWay(app: AppRecord): void {
    app.unended--;
    this.#port.idle(app);
  }

  /** Ends an input that was to run, whose function a newer deployment has left out. */
  drop(input: InputRecord): void {
    this.#end(input, "TERMINATED", {
      ok: false,
      error: wireError(
        "RemoteError",
        `Function \`${input.call.target.tag}\` was left out of a newer deployment of its app.`,
      ),
    });
  }

  #end(input: InputRecord, status: AttemptStatus, outcome: Outcome): void {
    input.moveTo(FINAL_STATE[status]);
    if (outcome.ok) recordBlob(this.#kernel, input, "result", outcome.value);
    input.status = status;
    input.outcome = outcome;
    if (!(outcome.ok && isWireBulk(outcome.value))) input.record = outcome;
    input.endedAt = this.#kernel.now;
    input.args = undefined;
    const { call } = input;
    call.unended--;
    call.target.app.unended--;
    this.#kernel.events.add("input.ended", { input: input.id, status });
    call.sink?.ended(input);
    this.#port.idle(call.target.app);
  }

  #close(input: InputRecord, status: AttemptStatus, outcome: Outcome): void {
    this.#kernel.events.add("attempt.ended", {
      input: input.id,
      attempt: input.attempt,
      status,
      ...eventError(outcome),
    });
    input.limit?.cancel();
    input.limit = undefined;
  }

  /** Takes a running input off its container. */
  #leave(input: InputRecord, status: AttemptStatus, outcome: Outcome): void {
    this.#close(input, status, outcome);
    const { place } = input;
    input.place = undefined;
    place?.released(input);
  }

  #retry(input: InputRecord): boolean {
    const delayMs = retryDelayMs(input.call.target.definition.settings.retries, input.retries + 1);
    if (delayMs === undefined) return false;
    input.retries++;
    input.moveTo("waiting");
    this.#kernel.events.add("input.retry", { input: input.id, attempt: input.attempt + 1, delayMs });
    this.#kernel.timers.set({
      at: this.#kernel.now + delayMs,
      kind: "arrival",
      label: () => `retry ${input.retries} of input ${input.id} of \`${input.call.target.tag}\``,
      fire: () => {
        if (input.state === "waiting") this.#queue(input);
      },
    });
    return true;
  }

  #queue(input: InputRecord): void {
    input.moveTo("queued");
    this.#port.dispatch(input);
  }

  #timeOut(input: InputRecord): void {
    if (input.state !== "running") return;
    const { tag, definition } = input.call.target;
    const graph = this.#port.waitGraph(input);
    const message = `Input ${input.id} of \`${tag}\` hit its timeout of ${definition.settings.timeoutMs / 1000}s.${graph && `\n${graph}`}`;
    const { together } = input;
    this.interrupt(input, "hit its time limit");
    for (const each of together)
      this.finish(each, each.attempt, "TIMEOUT", { ok: false, error: wireError("FunctionTimeoutError", message) });
  }
}
