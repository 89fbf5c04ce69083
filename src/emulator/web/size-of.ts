import type { WebPiece } from "../../contract/web-commands.js";

/** Bytes of a piece of a body; of a text, its characters. */
export function sizeOf(piece: WebPiece): number {
  return piece.length;
}
