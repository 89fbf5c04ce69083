import { withoutSession } from "../../../api/session/session.js";
import { currentContainer } from "./container-session.js";
import { isInterruption } from "./interruption.js";

/** Warnings that Node gives once per process: which container is the first to get one is chance. */
const ONCE = /^(?:ExperimentalWarning$|DEP\d)/;

interface Warning extends Error {
  readonly code?: string;
  readonly detail?: string;
}

/**
 * Errors that nobody caught: those of a container end that container. Warnings of a container become lines of its log.
 * In the host's own thread all others go where they would have gone.
 * @returns how to stop it
 */
export function catchStrayErrors(): () => void {
  const { emit } = process;
  const own = Object.getOwnPropertyDescriptor(process, "emit");
  const routed = function (this: NodeJS.Process, event: string | symbol, ...args: unknown[]): boolean {
    if (event === "uncaughtException" || event === "unhandledRejection") {
      if (isInterruption(args[0])) return true;
      const container = currentContainer();
      if (container) {
        container.crash(args[0], event);
        return true;
      }
    }
    if (event === "warning") {
      const warning = args[0] as Warning;
      if (ONCE.test(warning.name) || ONCE.test(warning.code ?? ""))
        return withoutSession(() => Reflect.apply(emit, this, [event, ...args]) as boolean);
      const container = currentContainer();
      if (container) {
        container.write("stderr", warningText(warning));
        return true;
      }
    }
    return Reflect.apply(emit, this, [event, ...args]) as boolean;
  };
  process.emit = routed as typeof process.emit;
  return () => {
    if (own) Object.defineProperty(process, "emit", own);
    else Reflect.deleteProperty(process, "emit");
  };
}

/** As Node writes it, but for the process id. */
function warningText(warning: Warning): string {
  const code = warning.code === undefined ? "" : `[${warning.code}] `;
  const detail = warning.detail === undefined ? "" : `${warning.detail}\n`;
  return `(node:1) ${code}${warning.name}: ${warning.message}\n${detail}`;
}
