import { constants } from "node:os";

const HARMLESS: ReadonlySet<NodeJS.Signals> = new Set([
  "SIGCHLD",
  "SIGCONT",
  "SIGSTOP",
  "SIGTSTP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGURG",
  "SIGWINCH",
]);
const UNCATCHABLE: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGSTOP"]);

/** @returns `undefined` for 0, which only asks whether the process is there */
export function signalOf(given: unknown): NodeJS.Signals | undefined {
  if (given === 0) return undefined;
  const found = Object.entries(constants.signals).find(([name, number]) => name === given || number === given);
  if (found) return found[0] as NodeJS.Signals;
  throw Object.assign(new TypeError(`Unknown signal: ${String(given)}`), { code: "ERR_UNKNOWN_SIGNAL" });
}

/** Whether a process lives on that does not listen to it. */
export function isHarmless(signal: NodeJS.Signals): boolean {
  return HARMLESS.has(signal);
}

/** Whether a process may listen to it. */
export function isCatchable(signal: NodeJS.Signals): boolean {
  return !UNCATCHABLE.has(signal);
}
