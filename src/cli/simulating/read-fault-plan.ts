import { readFile } from "node:fs/promises";
import type { FaultPlan } from "../../emulator/index.js";
import { UsageError } from "../endings/usage-error.js";

/**
 * The faults in a file: the world checks what they are.
 * @throws UsageError for a file that cannot be read, or holds no JSON
 */
export async function readFaultPlan(file: string, usage: string): Promise<FaultPlan> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--faults: ${file} cannot be read (${error.code ?? error.message}).`, usage);
  });
  try {
    return JSON.parse(text) as FaultPlan;
  } catch (error) {
    throw new UsageError(`--faults: ${file} is no JSON: ${(error as SyntaxError).message}.`, usage);
  }
}

/** What a world says of a fault of a plan, as its reader knows it. */
export function aboutFile(message: string, file: string): string {
  return message
    .replace(/^Emulator\.start: faults must be/, `--faults: ${file} must hold`)
    .replaceAll(
      /\bfaults\[(\d+)\](?: of Emulator\.start\b)?/g,
      (_, index: string) => `fault ${Number(index) + 1} of ${file}`,
    );
}
