import type { Outcome } from "../../contract/backend.js";
import { wireError } from "../../contract/wire.js";

/** What inputs come to that nobody waits for any more. */
export const CANCELLED: Outcome = { ok: false, error: wireError("RemoteError", "") };
