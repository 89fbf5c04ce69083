import { InvalidError } from "../../contract/errors.js";
import { Emulator } from "../../emulator/index.js";
import { RUN_USAGE, type RunOptions } from "./run-options.js";
import { UsageError } from "../endings/usage-error.js";

/** The world of a run. @throws UsageError for an option out of range */
export async function startWorld({ seed, startTime, threads, environment }: RunOptions): Promise<Emulator> {
  try {
    return await Emulator.start({
      ...(seed !== undefined && { seed }),
      ...(startTime !== undefined && { startTime }),
      ...(threads !== undefined && { threads }),
      ...(environment !== undefined && { environment }),
    });
  } catch (error) {
    throw error instanceof InvalidError ? new UsageError(error.message, RUN_USAGE) : error;
  }
}
