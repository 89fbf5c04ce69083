import { checkConstructing, constructing } from "./construction.js";
import { InvalidError } from "./errors.js";
import { checkObjectName } from "./names.js";
import { type IdentifiedObject, identifiedObject, type NamedObject, namedObject, type NamedObjectOptions } from "./named-object.js";
import { refuse } from "./not-yet.js";
import { type CreateObjectOptions, ObjectManager, parseCreateOptions } from "./object-manager.js";
import { checkOptions, describe } from "./options.js";
import { refusedIterable } from "./refused-iterable.js";
import type { Bindings } from "./session.js";
import { ephemeralObject, StoredObject } from "./stored-object.js";

/** A dict as plain data. */
export type DictDefinition = NamedObject | IdentifiedObject;

/**
 * A map that functions share. Keys and values are copied; keys are the same if they serialize to the same bytes. Modal: section 9.3.
 * @example const seen = Dict.fromName<number, string>("seen", { createIfMissing: true }); await seen.put("a", 1);
 */
export class Dict<V = unknown, K = unknown> extends StoredObject<DictDefinition> {
  /** Makes, lists and deletes stored dicts. Modal: section 0.4. */
  static readonly objects: ObjectManager<Dict, [options?: CreateObjectOptions]> = new ObjectManager({
    kind: "Dict",
    parseCreate: (options: CreateObjectOptions = {}) => parseCreateOptions("Dict", options),
    handle: (id, name, origin) => Dict.fromDefinition({ kind: "id", id, name }, origin),
  });

  private declare readonly brand: "Dict";

  private constructor(key: typeof constructing, definition: DictDefinition, origin?: Bindings) {
    checkConstructing("Dict", key, "Dict.fromName");
    super("Dict", definition, origin);
  }

  /** @internal */
  static fromDefinition<V = unknown, K = unknown>(definition: DictDefinition, origin?: Bindings): Dict<V, K> {
    return new Dict<V, K>(constructing, definition, origin);
  }

  /**
   * A dict by name, looked up on first use.
   * @throws InvalidError for a bad name
   */
  static fromName<V = unknown, K = unknown>(name: string, options: NamedObjectOptions = {}): Dict<V, K> {
    checkObjectName("Dict", name);
    checkOptions("Dict.fromName", options, ["createIfMissing", "environment"]);
    return Dict.fromDefinition(namedObject(name, options));
  }

  /**
   * A dict by id.
   * @throws InvalidError for the id of something else
   */
  static fromId<V = unknown, K = unknown>(id: string): Dict<V, K> {
    return Dict.fromDefinition(identifiedObject("Dict", "di", id));
  }

  /** A dict without a name that lives until it is disposed of. */
  static async ephemeral<V = unknown, K = unknown>(): Promise<Dict<V, K> & AsyncDisposable> {
    return ephemeralObject("Dict", (id, origin) => Dict.fromDefinition<V, K>({ kind: "id", id }, origin));
  }

  /** A copy of the value, or `otherwise`. */
  get(key: K): Promise<V | undefined>;
  get<D>(key: K, otherwise: D): Promise<V | D>;
  async get(_key: K, _otherwise?: unknown): Promise<V> {
    return refuse("Dict.get");
  }

  /** Stores a value; false only if `skipIfExists` and the key is there. */
  async put(_key: K, _value: V, options: { skipIfExists?: boolean } = {}): Promise<boolean> {
    checkOptions("Dict.put", options, ["skipIfExists"]);
    return refuse("Dict.put");
  }

  /** Removes a key and gives its value; without `otherwise` a missing key is an error. */
  pop(key: K): Promise<V>;
  pop<D>(key: K, otherwise: D): Promise<V | D>;
  async pop(..._keyAndOtherwise: [key: K, otherwise?: unknown]): Promise<V> {
    return refuse("Dict.pop");
  }

  /** Whether the key is there. */
  async contains(_key: K): Promise<boolean> {
    return refuse("Dict.contains");
  }

  /** Stores several entries at once: pairs, or an object whose keys are strings. */
  async update(entries: Iterable<readonly [K, V]> | Readonly<Record<K & string, V>>): Promise<void> {
    if (typeof entries !== "object" || entries === null) throw new InvalidError(`Dict.update takes entries, got ${describe(entries)}.`);
    refuse("Dict.update");
  }

  /** The number of entries, at most 100 000. */
  async len(): Promise<number> {
    return refuse("Dict.len");
  }

  /** Removes every entry. */
  async clear(): Promise<void> {
    refuse("Dict.clear");
  }

  /** The keys, in no promised order. */
  keys(): AsyncIterable<K> {
    return refusedIterable("Dict.keys");
  }

  /** The values, in no promised order. */
  values(): AsyncIterable<V> {
    return refusedIterable("Dict.values");
  }

  /** The entries, in no promised order. */
  items(): AsyncIterable<[K, V]> {
    return refusedIterable("Dict.items");
  }
}
