import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import type { Exec } from "./exec.js";

/** What a command writes, from an offset on, as it comes. No piece is empty. */
export async function* pieces(
  exec: Exec,
  stream: SandboxStream,
  from: number,
): AsyncGenerator<{ readonly data: Uint8Array; readonly startingOffset: number }, void, undefined> {
  for (let offset = from; ;) {
    const { data, offset: startingOffset, isEnd } = await exec.read(stream, offset);
    offset = startingOffset + data.length;
    if (data.length > 0) yield { data, startingOffset };
    if (isEnd) return;
  }
}
