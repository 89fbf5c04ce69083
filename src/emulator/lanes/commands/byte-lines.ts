import { concat } from "../processes/bytes.js";
import type { OwnProcess } from "../processes/process.js";

/** What is read of a file, chunk by chunk. */
export async function* chunksOf(process: OwnProcess, fd: number): AsyncGenerator<Uint8Array, void> {
  for (let chunk = await process.read(fd); chunk.length > 0; chunk = await process.read(fd)) yield chunk;
}

/**
 * Lines as they come, each with what ends it, which the last may lack.
 * @param end the byte that ends a line
 */
export async function* linesOf(process: OwnProcess, fd: number, end = 10): AsyncGenerator<Uint8Array, void> {
  let begun: Uint8Array[] = [];
  for await (const chunk of chunksOf(process, fd)) {
    let from = 0;
    for (let at = chunk.indexOf(end); at >= 0; at = chunk.indexOf(end, from)) {
      yield concat([...begun, chunk.subarray(from, at + 1)]);
      begun = [];
      from = at + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield concat(begun);
}
