import type { Failing } from "../kernel/failing.js";
import type { ObjectKind, ObjectReference, StorageCommands } from "../../contract/storage-commands.js";
import type { IdPrefix } from "../kernel/ids.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { Environments } from "./environments.js";
import type { SavedContent, SavedObject } from "./snapshot.js";

/** A stored object: what is the same for every kind, and its content. */
export interface Stored<T> {
  readonly id: string;
  readonly kind: ObjectKind;
  /** `null` for an ephemeral object. */
  name: string | null;
  readonly environment: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly content: T;
}

/** What an object is made with. */
export type Making = Partial<Pick<StorageCommands["object.create"]["command"], "version" | "values">>;

/** What is particular to one kind of objects. */
export interface StoredKind<T extends object> {
  readonly kind: ObjectKind;
  /** Of its ids. */
  readonly prefix: IdPrefix;
  /** What a new object holds, or why it cannot be made. */
  make(making: Making): T | string;
  /** Why what was found is not what was asked for. */
  problem?(found: Stored<T>, reference: ObjectReference): readonly [errorClass: string, message: string] | undefined;
  /** Why a name that nothing has can be neither taken nor looked for. */
  conflict?(environment: string, name: string): string | undefined;
  /** Hears that an object is gone, for those who wait for something of it. */
  removed?(object: Stored<T>): void;
  /** How to make an object that is missing, in code. */
  hint(name: string): string;
  /**
   * What an object holds now, as plain data that does not change with it. Times in it are epoch milliseconds of virtual
   * time.
   */
  save(content: T): SavedContent;
  /** Makes again what was saved. Throws if that cannot be: nothing is loaded then. */
  load(saved: SavedContent, object: Pick<Stored<T>, "id" | "name">): T;
}

/**
 * The stored objects of one kind in a world, by id and by name.
 * Modal: docs/modal/handles-and-names.md#creating-and-looking-up, docs/modal/handles-and-names.md#managers.
 */
export class ObjectStore<T extends object> {
  readonly #kernel: Kernel;
  readonly #kind: StoredKind<T>;
  readonly #environments: Environments;
  readonly #byId = new Map<string, Stored<T>>();
  readonly #byName = new Map<string, Stored<T>>();

  constructor(kernel: Kernel, kind: StoredKind<T>, environments: Environments) {
    this.#kernel = kernel;
    this.#kind = kind;
    this.#environments = environments;
  }

  get kind(): ObjectKind {
    return this.#kind.kind;
  }

  /** All objects, oldest first. */
  get all(): Iterable<Stored<T>> {
    return this.#byId.values();
  }

  get(id: string): Stored<T> | undefined {
    return this.#byId.get(id);
  }

  named(environment: string, name: string): Stored<T> | undefined {
    return this.#byName.get(key(environment, name));
  }

  /** The object that a command means; if there is none, the command fails. */
  find(reference: ObjectReference, pending: Pending): Stored<T> | undefined {
    return this.findIn(this.#environments.of(pending), reference, pending);
  }

  /** @param environment where a name is looked up that comes without one */
  findIn(environment: string, reference: ObjectReference, failing: Failing): Stored<T> | undefined {
    const { kind } = this.#kind;
    if (reference.kind === "id") {
      const found = this.#byId.get(reference.id);
      if (!found)
        failing.fail(
          "NotFoundError",
          `There is no ${kind} ${reference.id} in this world: it was deleted, or the id is another world's.`,
        );
      return found;
    }
    const where = reference.environment ?? environment;
    const found = this.named(where, reference.name);
    if (found) {
      const problem = this.#kind.problem?.(found, reference);
      if (problem) failing.fail(...problem);
      return problem ? undefined : found;
    }
    const conflict = this.#kind.conflict?.(where, reference.name);
    if (conflict !== undefined) failing.fail("InvalidError", conflict);
    else if (reference.createIfMissing) return this.#make(where, reference.name, reference, failing);
    else
      failing.fail(
        "NotFoundError",
        `${kind} "${reference.name}" does not exist in environment "${where}": create it with ${this.#kind.hint(reference.name)}.`,
      );
    return undefined;
  }

  /** Adds an object that was made elsewhere. */
  add(object: Stored<T>): void {
    this.#byId.set(object.id, object);
    if (object.name !== null) this.#byName.set(key(object.environment, object.name), object);
  }

  /** Makes an object that holds `content`. */
  put(environment: string, name: string | null, content: T): Stored<T> {
    const { kind, prefix } = this.#kind;
    this.#environments.ensure(environment);
    const object: Stored<T> = {
      id: this.#newId(prefix),
      kind,
      name,
      environment,
      createdAt: this.#kernel.now,
      content,
    };
    this.add(object);
    this.#kernel.events.add("object.created", { object: object.id, kind, name, environment });
    return object;
  }

  create(
    { name, environment, allowExisting, version, values }: StorageCommands["object.create"]["command"],
    pending: Pending<"object.create">,
  ): void {
    const where = environment ?? this.#environments.of(pending);
    const conflict = this.#kind.conflict?.(where, name);
    if (this.named(where, name)) {
      if (allowExisting) pending.reply(null);
      else pending.fail("AlreadyExistsError", `${this.#kind.kind} "${name}" exists already in environment "${where}".`);
    } else if (conflict !== undefined) pending.fail("InvalidError", conflict);
    else if (this.#make(where, name, { version, values }, pending)) pending.reply(null);
  }

  ephemeral(
    { environment, version }: StorageCommands["object.ephemeral"]["command"],
    pending: Pending<"object.ephemeral">,
  ): void {
    const object = this.#make(environment ?? this.#environments.of(pending), null, { version }, pending);
    if (object) pending.reply({ objectId: object.id });
  }

  /** The named objects, newest first. */
  list(
    { environment, maxObjects, createdBefore }: StorageCommands["object.list"]["command"],
    pending: Pending<"object.list">,
  ): void {
    const where = environment ?? this.#environments.of(pending);
    const found: { objectId: string; name: string }[] = [];
    for (const object of [...this.#byId.values()].toReversed()) {
      if (found.length === maxObjects) break;
      if (
        object.name === null ||
        object.environment !== where ||
        (createdBefore !== undefined && object.createdAt >= createdBefore)
      )
        continue;
      found.push({ objectId: object.id, name: object.name });
    }
    pending.reply(found);
  }

  delete(
    { name, environment, allowMissing }: StorageCommands["object.delete"]["command"],
    pending: Pending<"object.delete">,
  ): void {
    const where = environment ?? this.#environments.of(pending);
    const object = this.named(where, name);
    if (object) this.remove(object);
    if (object || allowMissing) pending.reply(null);
    else
      pending.fail(
        "NotFoundError",
        `${this.#kind.kind} "${name}" does not exist in environment "${where}", so it cannot be deleted.`,
      );
  }

  remove(object: Stored<T>): void {
    this.#byId.delete(object.id);
    if (object.name !== null) this.#byName.delete(key(object.environment, object.name));
    this.#kernel.events.add("object.deleted", { object: object.id });
    this.#kind.removed?.(object);
  }

  /** Gives an object another name. */
  rename(object: Stored<T>, name: string): void {
    if (object.name !== null) this.#byName.delete(key(object.environment, object.name));
    object.name = name;
    this.#byName.set(key(object.environment, name), object);
  }

  /** What is to be kept, oldest first: all but ephemeral objects. */
  save(): SavedObject[] {
    const saved: SavedObject[] = [];
    for (const { kind, id, name, environment, createdAt, content } of this.#byId.values()) {
      if (name !== null)
        saved.push(
          Object.freeze({ kind, id, name, environment, createdAt, content: Object.freeze(this.#kind.save(content)) }),
        );
    }
    return saved;
  }

  /**
   * Makes saved objects of this kind, all or none. @returns what puts them in place of those that are here, but for
   * ephemeral ones
   */
  load(saved: readonly SavedObject[]): () => void {
    const loaded = saved
      .filter(({ kind }) => kind === this.#kind.kind)
      .map((object) => ({ ...object, content: this.#kind.load(object.content, object) }));
    return () => {
      for (const { id, name } of this.#byId.values()) if (name !== null) this.#byId.delete(id);
      this.#byName.clear();
      for (const object of loaded) this.add(object);
    };
  }

  /** Deletes everything in an environment. */
  empty(environment: string): void {
    for (const object of this.#byId.values()) if (object.environment === environment) this.remove(object);
  }

  /** Objects that came from a snapshot may have an id that this world would draw. */
  #newId(prefix: IdPrefix): string {
    for (;;) {
      const id = this.#kernel.ids.next(prefix);
      if (!this.#byId.has(id)) return id;
    }
  }

  #make(environment: string, name: string | null, making: Making, failing: Failing): Stored<T> | undefined {
    const content = this.#kind.make(making);
    if (typeof content !== "string") return this.put(environment, name, content);
    failing.fail("InvalidError", content);
    return undefined;
  }
}

function key(environment: string, name: string): string {
  return `${environment}/${name}`;
}
