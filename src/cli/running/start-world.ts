import { InvalidError } from "../../contract/errors.js";
import { Emulator } from "../../emulator/index.js";
import type { RunOptions } from "./run-options.js";
import { UsageError } from "../endings/usage-error.js";

/** The secrets of a command line, by name. */
export type GivenSecrets = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Gives a world the secrets of the command line, whatever it has of these names. */
export function setSecrets(world: Emulator, secrets: GivenSecrets): void {
  for (const [name, values] of secrets) world.secrets.set(name, values);
}

/** What a world begins with. */
export interface WorldStart extends Pick<RunOptions, "threads" | "environment" | "disk" | "isOffline"> {
  readonly seed?: number | string | undefined;
  readonly startTime?: string | undefined;
  readonly clock?: "virtual" | "real";
  readonly sandboxes?: string | undefined;
}

/** The world of a command, with its secrets. @throws UsageError for an option out of range, with this usage */
export async function startWorld(options: WorldStart, secrets: GivenSecrets, usage: string): Promise<Emulator> {
  const { seed, startTime, threads, environment, disk, isOffline, clock, sandboxes } = options;
  try {
    const world = await Emulator.start({
      ...(seed !== undefined && { seed }),
      ...(startTime !== undefined && { startTime }),
      ...(threads !== undefined && { threads }),
      ...(environment !== undefined && { environment }),
      ...(clock !== undefined && { clock }),
      ...(sandboxes !== undefined && { sandboxes: sandboxes as "memory" | "process" }),
      ...(disk !== undefined && { disk: disk as "private" | "host" }),
      offline: isOffline,
    });
    setSecrets(world, secrets);
    return world;
  } catch (error) {
    throw error instanceof InvalidError ? new UsageError(error.message, usage) : error;
  }
}
