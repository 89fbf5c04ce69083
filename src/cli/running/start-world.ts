import { existsSync } from "node:fs";
import { InvalidError } from "../../contract/errors.js";
import { Emulator, type EmulatorOptions, type FaultPlan } from "../../emulator/index.js";
import type { Surroundings } from "../endings/surroundings.js";
import { UsageError } from "../endings/usage-error.js";
import type { CommandOptions } from "../options/command-options.js";
import type { StateUse } from "../state/command-context.js";
import { StateIsServed } from "../state/state-is-served.js";
import { statePlace } from "../state/state-place.js";
import type { StateSession } from "../state/state-session.js";

/** The secrets of a command line, by name. */
export type GivenSecrets = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Gives a world the secrets of the command line, whatever it has of these names. */
export function setSecrets(world: Emulator, secrets: GivenSecrets): void {
  for (const [name, values] of secrets) world.secrets.set(name, values);
}

/** What a world begins with. */
export interface WorldStart extends Pick<
  CommandOptions,
  "threads" | "environment" | "disk" | "isOffline" | "state" | "isStateless"
> {
  readonly seed?: number | string | undefined;
  readonly startTime?: string | undefined;
  readonly clock?: "virtual" | "real";
  readonly sandboxes?: string | undefined;
  readonly faults?: FaultPlan;
}

/** What a command does in its world. */
export interface WorldUse {
  readonly apps: NonNullable<StateUse["apps"]>;
  /** Names of kept apps that the command itself stands for. */
  readonly except?: ReadonlySet<string>;
  /** As it was typed. */
  readonly command: string;
  readonly usage: string;
  readonly around: Surroundings;
  readonly warn: (message: string) => void;
  /** Begins a state where there is none. */
  readonly needsState?: boolean;
  /** Changes nothing of a state. */
  readonly readsOnly?: boolean;
}

/** The world of a command. */
export interface CommandWorld extends AsyncDisposable {
  readonly world: Emulator;
  /** Where what it stores is kept, if it is. */
  readonly session: StateSession | undefined;
  /** Keeps what is stored by now. */
  keep(): Promise<void>;
}

/**
 * The world of a command, with its secrets. It begins with the kept state, if there is one, or if one is named.
 * @throws UsageError for an option out of range; what `StateSession.open` throws
 */
export async function startWorld(start: WorldStart, secrets: GivenSecrets, use: WorldUse): Promise<CommandWorld> {
  const { usage, around, needsState = false, readsOnly = false, ...rest } = use;
  const place = statePlace(process.cwd(), start.state ?? process.env["MODAL_EMULATOR_STATE"]);
  try {
    if (start.isStateless || !(needsState || place.isNamed || existsSync(place.store))) {
      const world = await Emulator.start(emulatorOptions(start));
      setSecrets(world, secrets);
      return { world, session: undefined, keep: async () => {}, [Symbol.asyncDispose]: () => world.close() };
    }
    const { StateSession } = await import("../state/state-session.js");
    const world = emulatorOptions(start);
    const open = (writes: boolean): Promise<StateSession> =>
      StateSession.open({ ...rest, writes, looksAside: !writes, place, world, around });
    const session = await open(!readsOnly).catch((error: unknown) => {
      if (!(error instanceof StateIsServed) || needsState) throw error;
      use.warn(`${error.message} This begins with what was kept last, and keeps nothing.`);
      return open(false);
    });
    setSecrets(session.world, secrets);
    return {
      world: session.world,
      session,
      keep: () => (session.isKept ? session.keep(new Set(secrets.keys())) : Promise.resolve()),
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  } catch (error) {
    throw error instanceof InvalidError ? new UsageError(error.message, usage) : error;
  }
}

function emulatorOptions(start: WorldStart): EmulatorOptions {
  const { seed, startTime, threads, environment, disk, isOffline, clock, sandboxes, faults } = start;
  return {
    ...(seed !== undefined && { seed }),
    ...(startTime !== undefined && { startTime }),
    ...(threads !== undefined && { threads }),
    ...(environment !== undefined && { environment }),
    ...(clock !== undefined && { clock }),
    ...(faults !== undefined && { faults }),
    ...(sandboxes !== undefined && { sandboxes: sandboxes as "memory" | "process" }),
    ...(disk !== undefined && { disk: disk as "private" | "host" }),
    offline: isOffline,
  };
}
