import { InvalidError } from "../../contract/errors.js";
import { Emulator } from "../../emulator/index.js";
import { givenSecrets } from "./given-secrets.js";
import { RUN_USAGE, type RunOptions } from "./run-options.js";
import { UsageError } from "../endings/usage-error.js";

/** The world of a run, with its secrets. @throws UsageError for an option out of range */
export async function startWorld(options: RunOptions): Promise<Emulator> {
  const { seed, startTime, threads, environment, isOffline } = options;
  const secrets = await givenSecrets(options.secrets);
  try {
    const world = await Emulator.start({
      ...(seed !== undefined && { seed }),
      ...(startTime !== undefined && { startTime }),
      ...(threads !== undefined && { threads }),
      ...(environment !== undefined && { environment }),
      offline: isOffline,
    });
    for (const [name, values] of secrets) world.secrets.set(name, values);
    return world;
  } catch (error) {
    throw error instanceof InvalidError ? new UsageError(error.message, RUN_USAGE) : error;
  }
}
