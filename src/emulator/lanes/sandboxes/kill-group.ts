import { withoutSession } from "../../../api/session/session.js";

/** @param pid of the process at its head @returns false if there is none any more */
export function killGroup(pid: number, signal: NodeJS.Signals = "SIGKILL"): boolean {
  try {
    return withoutSession(() => process.kill(-pid, signal));
  } catch {
    return false;
  }
}
