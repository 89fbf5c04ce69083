import { InvalidError } from "../../contract/errors.js";
import type { Session, ShownApp } from "../session/session.js";

let enabled = 0;

/**
 * Shows the logs, warnings and progress of apps that `run` and `deploy` start in this process until the result is
 * disposed of: logs on the streams that containers wrote to, the rest on stderr. May be nested. Without it, nothing is
 * shown. Modal: docs/modal/context-ids-and-logs.md#context, docs/modal/context-ids-and-logs.md#output.
 * @throws InvalidError for arguments: older versions of Modal had options
 * @example using _output = enableOutput(); await app.run(() => square.remote(3));
 */
export function enableOutput(...none: readonly never[]): Disposable {
  if (none.length > 0) throw new InvalidError("enableOutput takes no arguments.");
  enabled++;
  let isOn = true;
  return {
    [Symbol.dispose]: () => {
      if (isOn) enabled--;
      isOn = false;
    },
  };
}

/** @internal */
export function isOutputEnabled(): boolean {
  return enabled > 0;
}

/** Shows an app, if output is enabled. @internal */
export function showIfEnabled(session: Session, app: ShownApp): Disposable | undefined {
  return enabled > 0 ? session.show?.(app) : undefined;
}
