import { rename, rm, stat, readdir } from "node:fs/promises";
import { readState } from "../../emulator/host/read-state.js";
import { refuseStrays, writeState } from "../../emulator/host/write-state.js";
import type { Emulator, SavedObject, Snapshot } from "../../emulator/index.js";
import { ReportedError } from "../endings/reported-error.js";
import { type Attached, attachmentsOf, NOTHING, parseAttached } from "./attached.js";
import { asReported, prepareFolder } from "./prepare-folder.js";
import type { StatePlace } from "./state-place.js";

/** How often a state is read again that another command writes meanwhile. */
const READINGS = 5;

/** Where the first state is until it is whole: one that was broken off is no state. */
const FIRST = ".new";

/** What commands share: what a world stores, the apps that are deployed, and what these wrote. */
export class KeptState {
  readonly place: StatePlace;
  /** Nothing is kept yet: undefined. */
  readonly snapshot: Snapshot | undefined;
  /** As it was read, and is to be written by the next {@link KeptState.save}. */
  attached: Attached;
  /** Names that environments get with what is written next, by those that they have in the world. */
  renamed: ReadonlyMap<string, string> = new Map();
  #manifest: string | undefined;

  private constructor(place: StatePlace, read?: Awaited<ReturnType<typeof readOnce>>) {
    this.place = place;
    this.snapshot = read?.snapshot;
    this.attached = read?.attached ?? NOTHING;
    this.#manifest = read?.manifest;
  }

  /** What the next command draws chance from. */
  get seed(): string {
    return `state ${this.attached.revision}`;
  }

  /** @throws ReportedError for a state that is damaged, or something else, or of another version */
  static async read(place: StatePlace): Promise<KeptState> {
    for (let reading = 1; ; reading++)
      try {
        if (!(await isWritten(place))) return new KeptState(place);
        return new KeptState(place, await readOnce(place));
      } catch (error) {
        if (reading === READINGS || !(error instanceof ReportedError)) throw error;
      }
  }

  /**
   * Writes what the world stores now, and what is attached, if any of it has changed. Nothing is lost if it fails: what
   * was there stays.
   * @param lent names of secrets that are not the world's own
   * @throws ReportedError if the disk refuses it
   */
  async save(world: Pick<Emulator, "snapshot">, lent: ReadonlySet<string>): Promise<void> {
    const isLent = ({ kind, name }: SavedObject): boolean => kind === "Secret" && lent.has(name);
    const taken = withNames(await world.snapshot(), this.renamed);
    const kept = (this.snapshot?.objects ?? []).filter(isLent);
    const snapshot =
      lent.size === 0 ? taken : { ...taken, objects: [...taken.objects.filter((each) => !isLent(each)), ...kept] };
    if (await this.#isSame(snapshot)) return;
    const next = { ...this.attached, revision: this.attached.revision + 1 };
    await this.#write(snapshot, next);
    this.attached = next;
  }

  /** Whether writing it would change anything but its number. */
  async #isSame(snapshot: Snapshot): Promise<boolean> {
    const { manifestOf } = await import("../../emulator/host/write-state.js");
    return this.#manifest !== undefined && manifestOf(snapshot, attachmentsOf(this.attached)) === this.#manifest;
  }

  async #write(snapshot: Snapshot, attached: Attached): Promise<void> {
    const { store, folder } = this.place;
    try {
      await prepareFolder(this.place);
      const isFirst = this.#manifest === undefined;
      const target = isFirst ? store + FIRST : store;
      if (isFirst) await rm(target, { recursive: true, force: true });
      this.#manifest = await writeState(target, snapshot, {
        attachments: attachmentsOf(attached),
        over: this.#manifest,
        refuse: (why) => new ReportedError(`Nothing was kept in ${folder}, because ${why}.`),
      });
      if (isFirst) await rename(target, store);
    } catch (error) {
      throw asReported(error, `The state in ${folder} could not be written`);
    }
  }
}

/** What is stored, with environments under other names. */
function withNames(snapshot: Snapshot, renamed: ReadonlyMap<string, string>): Snapshot {
  if (renamed.size === 0) return snapshot;
  const newName = (name: string): string => renamed.get(name) ?? name;
  return {
    ...snapshot,
    environments: snapshot.environments.map((each) => ({ ...each, name: newName(each.name) })),
    objects: snapshot.objects.map((each) => ({ ...each, environment: newName(each.environment) })),
  };
}

/** Deletes what is kept, also if it is damaged. @throws ReportedError if the disk refuses it */
export async function resetState({ folder, store }: StatePlace): Promise<void> {
  try {
    await rm(store, { recursive: true, force: true });
  } catch (error) {
    throw asReported(error, `The state in ${folder} could not be deleted`);
  }
}

/** @throws ReportedError if others have files in what `resetState` would delete */
export async function refuseReset({ folder, store }: StatePlace): Promise<void> {
  const refuse = (why: string): ReportedError =>
    new ReportedError(`The state in ${folder} was not deleted, because ${why}. Nothing was changed.`);
  await refuseStrays(store, refuse);
}

async function isWritten({ store, folder }: StatePlace): Promise<boolean> {
  try {
    return (await stat(store)).isDirectory() && (await readdir(store)).length > 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return false;
    throw asReported(error, `The state in ${folder} cannot be read`);
  }
}

async function readOnce(place: StatePlace): Promise<Awaited<ReturnType<typeof readState>> & { attached: Attached }> {
  const { folder, store } = place;
  const refuse = (why: string, cause?: unknown): ReportedError =>
    new ReportedError(
      `The state in ${folder} was refused, because ${why}. Nothing was changed. \`modal-emulator state reset\` deletes it.`,
      { cause },
    );
  try {
    const read = await readState(store, store, refuse);
    return { ...read, attached: parseAttached(read.attachments) };
  } catch (error) {
    if (error instanceof ReportedError) throw error;
    throw refuse(error instanceof Error ? error.message.replace(/\.$/, "") : String(error), error);
  }
}
