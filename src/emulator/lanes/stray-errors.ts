import { currentContainer } from "./container-session.js";

/**
 * Errors that nobody caught: those of a container end that container. In the host's own thread all others go where they would have gone.
 * @returns how to stop it
 */
export function catchStrayErrors(): () => void {
  const { emit } = process;
  const own = Object.getOwnPropertyDescriptor(process, "emit");
  const routed = function (this: NodeJS.Process, event: string | symbol, ...args: unknown[]): boolean {
    if (event === "uncaughtException" || event === "unhandledRejection") {
      const container = currentContainer();
      if (container) {
        container.crash(args[0]);
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
