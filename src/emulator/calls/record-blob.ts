import { wireSize } from "../../contract/wire-size.js";
import type { Wire } from "../../contract/wire.js";
import type { Kernel } from "../kernel/kernel.js";
import type { CallKind, InputRecord } from "../records/call-record.js";

const MIB = 1024 * 1024;

/**
 * Bytes of arguments or of a result that travel with the call; what is larger is a blob.
 * Modal: docs/modal/serialization.md#sizes.
 */
const INLINE_BYTES: Readonly<Record<Exclude<CallKind, "web">, number>> = {
  remote: 2 * MIB,
  map: 2 * MIB,
  generator: 2 * MIB,
  spawn: 8 * 1024,
  schedule: 8 * 1024,
};

/** Records what would be a blob on Modal; nothing else about it differs. */
export function recordBlob(kernel: Kernel, input: InputRecord, content: "args" | "result", wire: Wire): void {
  if (input.call.kind === "web") return; // requests have no blobs
  if (Array.isArray(wire) ? wire.length <= FEW && wire.every(isSmall) : isSmall(wire)) return; // as nearly all are
  const bytes = wireSize(wire);
  if (bytes > INLINE_BYTES[input.call.kind]) kernel.events.add("blob.created", { input: input.id, content, bytes });
}

/** Parts that together are below every limit, if each is small. */
const FEW = 4;
const SMALL_TEXT = 256;

function isSmall(wire: Wire): boolean {
  return typeof wire === "string" ? wire.length <= SMALL_TEXT : typeof wire !== "object" && typeof wire !== "bigint";
}
