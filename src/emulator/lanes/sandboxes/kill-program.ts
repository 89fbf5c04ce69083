import { withoutSession } from "../../../api/session/session.js";

/** @param pid a negative one is a process group @returns false if there is none any more */
export function killProgram(pid: number, signal: NodeJS.Signals = "SIGKILL"): boolean {
  try {
    return withoutSession(() => process.kill(pid, signal));
  } catch {
    return false;
  }
}
