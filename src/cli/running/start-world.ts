import { InvalidError } from "../../contract/errors.js";
import { Emulator } from "../../emulator/index.js";
import { RUN_USAGE, type RunOptions } from "./run-options.js";
import { UsageError } from "../endings/usage-error.js";

/** The secrets of a command line, by name. */
export type GivenSecrets = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Gives a world the secrets of the command line, whatever it has of these names. */
export function setSecrets(world: Emulator, secrets: GivenSecrets): void {
  for (const [name, values] of secrets) world.secrets.set(name, values);
}

/** The world of a run, with its secrets. @throws UsageError for an option out of range */
export async function startWorld(options: RunOptions, secrets: GivenSecrets): Promise<Emulator> {
  const { seed, startTime, threads, environment, isOffline } = options;
  try {
    const world = await Emulator.start({
      ...(seed !== undefined && { seed }),
      ...(startTime !== undefined && { startTime }),
      ...(threads !== undefined && { threads }),
      ...(environment !== undefined && { environment }),
      offline: isOffline,
    });
    setSecrets(world, secrets);
    return world;
  } catch (error) {
    throw error instanceof InvalidError ? new UsageError(error.message, RUN_USAGE) : error;
  }
}
