import type { SandboxResult } from "../../../contract/sandbox-definition.js";
import { GenericResult_GenericStatus as Status, type GenericResult } from "../../protocol/modal.js";
import type { Init } from "../../rpc/handlers.js";

/** How a sandbox has ended, as clients take it. Nothing for one that runs: an empty result is one. */
export function resultMessage(result: SandboxResult | null): { readonly result?: Init<GenericResult> } {
  if (!result) return {};
  const { code: exitcode, message: exception = "" } = result;
  return { result: { status: statusOf(result), exitcode, exception } };
}

function statusOf({ status, code }: SandboxResult): Status {
  switch (status) {
    case "EXITED":
      return code === 0 ? Status.GENERIC_STATUS_SUCCESS : Status.GENERIC_STATUS_FAILURE;
    case "TIMEOUT":
      return Status.GENERIC_STATUS_TIMEOUT;
    case "TERMINATED":
      return Status.GENERIC_STATUS_TERMINATED;
    case "IDLE_TIMEOUT":
      return Status.GENERIC_STATUS_IDLE_TIMEOUT;
    case "FAILURE":
      return Status.GENERIC_STATUS_FAILURE;
  }
}
