import { setTimeout as delay } from "node:timers/promises";
import { Emulator, type EmulatorOptions, type Snapshot } from "../../emulator/index.js";
import { ReportedError } from "../endings/reported-error.js";
import type { Surroundings } from "../endings/surroundings.js";
import type { StateUse } from "./command-context.js";
import { doorAnswers } from "./door-answers.js";
import { KeptState } from "./kept-state.js";
import { prepareFolder } from "./prepare-folder.js";
import { type KeptLine, LogCollector } from "./kept-logs.js";
import { restoreApps } from "./restore-apps.js";
import { type Holder, readHolder, StateLock } from "./state-lock.js";
import { StateIsServed } from "./state-is-served.js";
import type { StatePlace } from "./state-place.js";

/** How long a command waits for another one, in real milliseconds, and how often it looks. */
const PATIENCE_MS = 5000;
const LOOK_MS = 25;

export interface SessionOptions extends StateUse {
  readonly place: StatePlace;
  /** Names of kept apps that the command itself stands for: these are not deployed in the world. */
  readonly except?: ReadonlySet<string>;
  /** Looks at what was kept last, though another process serves it and knows more. */
  readonly looksAside?: boolean;
  /** What those are told who wait meanwhile. */
  readonly command: string;
  /** Options of the world. */
  readonly world: EmulatorOptions;
  /** Hears of apps that cannot be loaded any more. */
  readonly warn: (message: string) => void;
  readonly around: Pick<Surroundings, "signal" | "patienceMs">;
}

/** A world that begins with a kept state. */
export class StateSession implements AsyncDisposable {
  readonly world: Emulator;
  readonly state: KeptState;
  readonly #lock: StateLock | undefined;
  readonly #logs: LogCollector;

  /**
   * @throws StateIsServed if another process serves it; ReportedError if one changes it and does not end soon, or if it is
   * damaged
   */
  static async open(options: SessionOptions): Promise<StateSession> {
    const { place, writes, apps, warn } = options;
    const lock = writes ? await lockOf(options) : undefined;
    if (!writes && options.looksAside !== true) await checkServed(place);
    try {
      const state = await KeptState.read(place);
      const from = state.snapshot;
      const world = await Emulator.start({
        seed: state.seed,
        ...(from && beginning(from, options.world)),
        ...options.world,
      });
      try {
        const session = new StateSession(world, state, lock);
        if (apps !== undefined)
          await restoreApps(world, state, { isDormant: apps === "asleep", failed: warn, except: options.except });
        return session;
      } catch (error) {
        await world.close();
        throw error;
      }
    } catch (error) {
      await lock?.[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(world: Emulator, state: KeptState, lock: StateLock | undefined) {
    this.world = world;
    this.state = state;
    this.#lock = lock;
    this.#logs = new LogCollector(world, state.attached.logs, (appId) =>
      state.attached.apps.some((app) => app.appId === appId),
    );
  }

  /** It may change what is kept. */
  get isKept(): boolean {
    return this.#lock !== undefined;
  }

  /** Lets other commands in at a door. */
  async tell(holder: Holder): Promise<void> {
    await this.#lock?.tell(holder);
  }

  /** What deployed apps have written, until now. */
  get logs(): ReadonlyMap<string, readonly KeptLine[]> {
    return this.#logs.logs;
  }

  /** Writes what has changed. @param lent names of secrets that are the command's own: those that were kept stay */
  async keep(lent: ReadonlySet<string> = new Set()): Promise<void> {
    this.#lock?.check();
    this.state.attached = { ...this.state.attached, logs: this.#logs.logs };
    await this.state.save(this.world, lent);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#logs[Symbol.dispose]();
    await this.world.close();
    await this.#lock?.[Symbol.asyncDispose]();
  }
}

/** @throws StateIsServed if a process serves the state: one that has ended may have left its name. */
async function checkServed(place: StatePlace): Promise<void> {
  const holder = await readHolder(place);
  const { door } = holder ?? {};
  if (!holder || !door || !(await doorAnswers(door.port))) return;
  const lock = await StateLock.take(place, { pid: process.pid, command: "" });
  if (!lock) throw new StateIsServed({ ...holder, door });
  await lock[Symbol.asyncDispose]();
}

/** Time does not go back: a real clock that is behind the state's begins there. */
function beginning(from: Snapshot, { clock }: EmulatorOptions): EmulatorOptions {
  return { from, ...(clock === "real" && from.takenAt > Date.now() && { startTime: new Date(from.takenAt) }) };
}

async function lockOf({
  place,
  command,
  around: { signal, patienceMs = PATIENCE_MS },
}: SessionOptions): Promise<StateLock> {
  await prepareFolder(place);
  for (let waited = 0; ; waited += LOOK_MS) {
    const lock = await StateLock.take(place, { pid: process.pid, command });
    if (lock) return lock;
    const holder = await readHolder(place);
    const { door } = holder ?? {};
    if (holder && door && (await doorAnswers(door.port))) throw new StateIsServed({ ...holder, door });
    if (waited >= patienceMs)
      throw new ReportedError(
        `The state in ${place.folder} is in use by ${holder ? `process ${holder.pid} (${holder.command})` : "another process"}. Try again when that has ended.`,
      );
    await delay(LOOK_MS, undefined, { signal });
  }
}
