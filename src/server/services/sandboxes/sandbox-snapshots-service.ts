import { millisecondsIn } from "../../values/timestamps.js";
import { SnapshotCreationError, TimeoutError } from "../../../contract/errors.js";
import { GenericResult_GenericStatus as Status } from "../../protocol/modal.js";
import type { Service } from "../service.js";

/** Of `SandboxGetExitSnapshotResponse`: none will be there. */
const FILESYSTEM_INCONSISTENT = 3;

/** Snapshots that the control plane takes and finds. */
export const sandboxSnapshots: Service = ({ backend }, polls) => {
  const exitSnapshot = async ({ sandboxId, timeout }: { sandboxId: string; timeout: number }) => {
    try {
      const success = await polls.ask(`exit of ${sandboxId}`, timeout, async (how) => {
        try {
          return await backend.send("sandbox.exitSnapshot", { sandboxId, timeoutMs: millisecondsIn(timeout) }, how);
        } catch (error) {
          if (error instanceof TimeoutError) return undefined;
          throw error;
        }
      });
      return success ? { success } : { pending: {} };
    } catch (error) {
      if (!(error instanceof SnapshotCreationError)) throw error;
      return { error: { errorCode: FILESYSTEM_INCONSISTENT, message: error.message } };
    }
  };
  return {
    sandboxSnapshot: ({ sandboxId }) => backend.send("sandbox.snapshotMemory", { sandboxId }),
    sandboxSnapshotWait: async ({ snapshotId }) => {
      await backend.send("sandbox.findSnapshot", { snapshotId });
      return { result: { status: Status.GENERIC_STATUS_SUCCESS } };
    },
    sandboxSnapshotGet: async ({ snapshotId }) => {
      const { isV2 } = await backend.send("sandbox.findSnapshot", { snapshotId });
      return { snapshotId, handleMetadata: { isV2 } };
    },
    sandboxGetExitSnapshot: exitSnapshot,
    sandboxGetExitSnapshotV2: exitSnapshot,
  };
};
