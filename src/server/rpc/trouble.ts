import type { RpcTrouble } from "../../contract/client-commands.js";
import { encodeMessage } from "../protocol/methods.js";
import { RpcError, Status, type RpcStatus } from "./status.js";

const RETRY_POLICY = "type.googleapis.com/modal.client.RPCRetryPolicy";

/** The error that a call ends with by a fault. */
export function troubleError({ code, message, retryAfterMs }: RpcTrouble): RpcError {
  return new RpcError(code, message, retryAfterMs === undefined ? undefined : hint(code, message, retryAfterMs));
}

/** What tells a client when to try again. */
function hint(code: RpcTrouble["code"], message: string, retryAfterMs: number): RpcStatus["trailers"] {
  const value = encodeMessage("RPCRetryPolicy", { retryAfterSecs: retryAfterMs / 1000 });
  const status = { code: Status[code], message, details: [{ typeUrl: RETRY_POLICY, value }] };
  return { "grpc-status-details-bin": encodeMessage("RPCStatus", status) };
}
