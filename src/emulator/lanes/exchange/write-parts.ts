import type { EditedPart } from "../mounts/tree/edits.js";
import type { MountNode } from "../mounts/tree/mount-node.js";
import { realFs as fs } from "./real-fs.js";

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = fs.constants;

const PIECE = 1 << 20;

/** Writes parts of a file where others find it, and how long it is now. */
export function writeParts(real: string, node: MountNode, parts: readonly EditedPart[]): void {
  const fd = fs.openSync(real, O_WRONLY | O_NOFOLLOW);
  try {
    fs.ftruncateSync(fd, node.size);
    for (const [from, to] of parts) {
      const end = Math.min(to, node.size);
      for (let at = from; at < end; at += PIECE) {
        const piece = Buffer.allocUnsafe(Math.min(PIECE, end - at));
        writeAll(fd, piece.subarray(0, node.read(piece, 0, piece.length, at)), at);
      }
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** Writes all of a file. */
export function writeWhole(real: string, bytes: Uint8Array): void {
  const fd = fs.openSync(real, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  try {
    writeAll(fd, bytes, 0);
  } finally {
    fs.closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done, bytes.length - done, position + done);
}
