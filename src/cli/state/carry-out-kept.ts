import type { CommandContext } from "./command-context.js";
import { HeldOutput } from "./held-output.js";

/**
 * Lets a command work. What it says is shown once its changes are kept, also if it has failed; then comes what it does
 * afterwards.
 * @param keep writes what has changed; left out, the command changes nothing
 */
export async function carryOutKept(
  { streams, ...context }: Omit<CommandContext, "afterwards">,
  body: (context: CommandContext) => Promise<void>,
  keep?: () => Promise<void>,
): Promise<void> {
  const held = keep && new HeldOutput(streams);
  const later: ((context: CommandContext) => Promise<void>)[] = [];
  const afterwards: CommandContext["afterwards"] = (work) => void later.push(work);
  try {
    await body({ ...context, streams: held?.streams ?? streams, afterwards });
  } finally {
    await keep?.();
    held?.release();
  }
  for (const work of later) await work({ ...context, streams, afterwards });
}
