import { currentSession } from "./session.js";

/** True unless the code runs inside a container. Modal: docs/modal/context-ids-and-logs.md#context. */
export function isLocal(): boolean {
  return currentSession()?.isContainer !== true;
}

/**
 * Id of the input that the running code belongs to (`in-…`), `undefined` outside containers. Follows the code across
 * awaits.
 */
export function currentInputId(): string | undefined {
  return currentSession()?.input?.inputId;
}

/** Id of the function call that the running code belongs to (`fc-…`), `undefined` outside containers. */
export function currentFunctionCallId(): string | undefined {
  return currentSession()?.input?.functionCallId;
}

/** The input that the running code belongs to. */
export interface CurrentInput {
  /** `in-…` */
  readonly inputId: string;
  /** `fc-…` */
  readonly functionCallId: string;
  /**
   * Which attempt at the input this is, from 1: retries count, and so do attempts that were lost with their container.
   */
  readonly attempt: number;
  /**
   * Aborts, with an `InputCancellation` as its reason, when the input is interrupted: it is cancelled, hits its time
   * limit, or its container is preempted or stopped in good order.
   */
  readonly signal: AbortSignal;
}

/**
 * The input that the running code belongs to, in a batch the first one; `undefined` outside containers. Follows the
 * code across awaits. An extension: Modal raises an exception instead of a signal.
 * @example await fetch(url, { signal: currentInput()?.signal });
 */
export function currentInput(): CurrentInput | undefined {
  const input = currentSession()?.input;
  return (
    input && {
      inputId: input.inputId,
      functionCallId: input.functionCallId,
      attempt: input.attempt,
      signal: input.stopSignal,
    }
  );
}
