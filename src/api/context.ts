import { currentSession } from "./session.js";

/** True unless the code runs inside a container. Modal: section 13.1. */
export function isLocal(): boolean {
  return currentSession()?.isContainer !== true;
}

/** Id of the input that the running code belongs to (`in-…`), `undefined` outside containers. Follows the code across awaits. */
export function currentInputId(): string | undefined {
  return currentSession()?.input?.inputId;
}

/** Id of the function call that the running code belongs to (`fc-…`), `undefined` outside containers. */
export function currentFunctionCallId(): string | undefined {
  return currentSession()?.input?.functionCallId;
}
