import type { SandboxStream } from "../../contract/sandbox-definition.js";
import type { ProcessChannel } from "./process-channel.js";

/** Shows what a process writes where the calling code writes, as it comes; no time passes for its sake. */
export async function showOutput(channel: ProcessChannel, stream: SandboxStream): Promise<void> {
  const output = process[stream];
  const decoder = new TextDecoder();
  try {
    for (let offset = 0; ;) {
      const { data, offset: at, isEnd } = await channel.read(stream, offset, { isPassive: true });
      offset = at + data.length;
      output.write(decoder.decode(data, { stream: !isEnd }));
      if (isEnd) return;
    }
  } catch {
    // the world was closed, or the sandbox given up
  }
}
