import type { SandboxResult, SandboxStatus } from "../../contract/sandbox-definition.js";
import { type Wire, isWireError } from "../../contract/wire.js";

/** Of processes that did not end by themselves. */
export const CODES: Partial<Record<SandboxStatus, number>> = {
  TIMEOUT: 124,
  TERMINATED: 137,
  IDLE_TIMEOUT: 137,
  FAILURE: 1,
};

/** Of processes that the system ends for want of memory. */
export const OUT_OF_MEMORY = 137;

export const REASONS: Record<SandboxStatus, string> = {
  EXITED: "its main process has ended",
  TIMEOUT: "it has hit its time limit",
  TERMINATED: "it was terminated",
  IDLE_TIMEOUT: "it was idle for its idle time limit",
  FAILURE: "it has failed",
};

/** Why nothing can be done in a sandbox that has ended. */
export function whyOver(id: string, { status, message }: SandboxResult): string {
  return `Sandbox ${id} has already finished: ${(message ?? REASONS[status]).replace(/\.$/, "")}.`;
}

/** What a failure says. */
export function messageOf(error: Wire): string {
  return isWireError(error) ? `${error.name}: ${error.message}` : "it has failed";
}
