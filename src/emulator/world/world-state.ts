import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import type { Snapshot } from "../storage/snapshot.js";
import type { WorldParts } from "./world-parts.js";

type StateParts = Pick<WorldParts, "containers" | "host" | "kernel" | "rounds" | "storage">;

/** Saves and replaces everything that is stored in a world. */
export class WorldState {
  readonly #parts: StateParts;
  readonly #checkOpen: (method: string) => void;
  #settling: Promise<void> = Promise.resolve();

  constructor(parts: StateParts, checkOpen: (method: string) => void) {
    this.#parts = parts;
    this.#checkOpen = checkOpen;
  }

  async save(): Promise<Snapshot> {
    this.#checkOpen("snapshot");
    await this.#settle();
    return this.#parts.storage.save();
  }

  async export(directory: string): Promise<void> {
    this.#checkOpen("export");
    checkDirectory("export", directory);
    await this.#settle();
    const state = this.#parts.storage.save();
    const { writeState } = await import("../host/write-state.js");
    await writeState(directory, state, {
      refuse: (why) =>
        new InvalidError(
          `world.export: nothing was written to ${directory}, because ${why}. Name a directory that is new, empty, or holds an earlier export.`,
        ),
    });
  }

  async import(directory: string): Promise<void> {
    this.#checkOpen("import");
    checkDirectory("import", directory);
    this.#checkAtRest();
    await this.#settle();
    const { readState } = await import("../host/read-state.js");
    const { snapshot: state } = await readState(directory, `world.import: ${directory}`, (why, cause) =>
      Object.assign(
        new InvalidError(`world.import: ${directory} was refused, because ${why}. The world is unchanged.`),
        cause === undefined ? {} : { cause },
      ),
    );
    this.#checkOpen("import");
    this.#checkAtRest();
    try {
      this.#parts.storage.load(state);
    } catch (error) {
      throw Object.assign(
        new InvalidError(
          `world.import: ${directory} was refused, because an object in it cannot be made: ${String(error)} The world is unchanged.`,
        ),
        { cause: error },
      );
    }
  }

  /** Resolves when no snapshot waits any more. */
  get settled(): Promise<void> {
    return this.#settling;
  }

  /** Lets containers that have ended store what they left. While rounds are held, nothing changes. */
  #settle(): Promise<void> {
    return (this.#settling = this.#parts.rounds.isHeld ? Promise.resolve() : this.#parts.host.applied());
  }

  /** What runs would be left with handles and mounts of objects that are not there any more. */
  #checkAtRest(): void {
    const { containers, kernel } = this.#parts;
    const [running] = containers.alive;
    if (running)
      throw new InvalidError(
        `world.import: a container of \`${running.owner.target.tag}\` is alive. Import before apps run, or after their containers have stopped.`,
      );
    const [waiting] = kernel.pendingOfClients();
    if (waiting || kernel.clients.hasCommands)
      throw new InvalidError(
        `world.import: a call waits${waiting ? ` for ${waiting.waitsFor()}` : ""}. Await it before the import.`,
      );
  }
}

function checkDirectory(method: "export" | "import", directory: unknown): void {
  if (typeof directory !== "string" || directory === "")
    throw new InvalidError(`world.${method} takes the path of a directory, not ${describe(directory)}.`);
}
