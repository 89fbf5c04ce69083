import type { ContainerProcess } from "../../api/sandboxes/container-process.js";
import type { Streams } from "../../output/streams.js";

/** Shows what a process writes until it ends. @returns its exit code, 255 if it was ended by its time limit */
export async function copyOutput(process: ContainerProcess<Uint8Array>, streams: Streams): Promise<number> {
  await Promise.all(
    (["stdout", "stderr"] as const).map(async (name) => {
      for await (const bytes of process[name]) streams[name].write(bytes);
    }),
  );
  const code = await process.wait();
  return code < 0 ? 255 : code;
}
