import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { keyText } from "../codec/key-text.js";
import { decodeValue, encodeValue } from "../session/values.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { dictEntries, dictEntry } from "./dict-entries.js";
import { InvalidError, NotFoundError } from "../../contract/errors.js";
import { checkObjectName } from "../../checks/names.js";
import { identifiedObject, namedObject, type NamedObjectOptions } from "./named-object.js";
import { type CreateObjectOptions, ObjectManager, parseCreateOptions } from "./object-manager.js";
import { checkFlag, checkOptions, describe } from "../../checks/options.js";
import { type Bindings, currentSession } from "../session/session.js";
import { type Ephemeral, ephemeralObject, type EphemeralOptions, StoredObject } from "./stored-object.js";
import type { DictDefinition } from "../../contract/stored-objects.js";

/**
 * A map that functions share. Keys and values are copied; keys are the same if they serialize to the same bytes. An
 * entry is kept until it was neither read nor written for seven days. Modal: docs/modal/dicts-and-queues.md#dicts.
 * @example const seen = Dict.fromName<number, string>("seen", { createIfMissing: true }); await seen.put("a", 1);
 */
export class Dict<V = unknown, K = unknown> extends StoredObject<DictDefinition> {
  /** Makes, lists and deletes stored dicts. Modal: docs/modal/handles-and-names.md#managers. */
  static readonly objects: ObjectManager<Dict, [options?: CreateObjectOptions]> = new ObjectManager({
    kind: "Dict",
    parseCreate: (options: CreateObjectOptions = {}) => parseCreateOptions("Dict", options),
    handle: (id, name, origin) => Dict.fromDefinition({ kind: "id", id, name }, origin),
  });

  declare private readonly brand: "Dict";

  static {
    refuseAssignments(Dict, "It stands for what the world stores, and is changed by its methods.");
  }

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
  static async ephemeral<V = unknown, K = unknown>(options: EphemeralOptions = {}): Promise<Dict<V, K> & Ephemeral> {
    checkOptions("Dict.ephemeral", options, ["environment"]);
    return ephemeralObject("Dict", options, (id, origin) => Dict.fromDefinition<V, K>({ kind: "id", id }, origin));
  }

  /** A copy of the value, or `otherwise`. */
  get(key: K): Promise<V | undefined>;
  get<D>(key: K, otherwise: D): Promise<V | D>;
  async get(key: K, otherwise?: unknown): Promise<unknown> {
    const { found, value } = await this.ask("get", "dict.get", {
      key: keyText(encodeValue(key, "key")),
      remove: false,
    });
    return found ? decodeValue(value) : otherwise;
  }

  /**
   * Stores a value; false only if `skipIfExists` and the key is there.
   * @throws RequestSizeError for a key or value of more than 100 MiB
   */
  async put(key: K, value: V, options: { skipIfExists?: boolean } = {}): Promise<boolean> {
    checkOptions("Dict.put", options, ["skipIfExists"]);
    const { skipIfExists = false } = options;
    checkFlag("Dict.put", "skipIfExists", skipIfExists);
    return this.ask("put", "dict.put", { entries: [dictEntry("Dict.put", key, value)], skipIfExists });
  }

  /**
   * Removes a key and gives its value, or `otherwise`.
   * @throws NotFoundError if the key is missing and there is no `otherwise`; Python's is a `KeyError`
   */
  pop(key: K): Promise<V>;
  pop<D>(key: K, otherwise: D): Promise<V | D>;
  async pop(...[key, ...otherwise]: [key: K, otherwise?: unknown]): Promise<unknown> {
    const { found, value } = await this.ask("pop", "dict.get", { key: keyText(encodeValue(key, "key")), remove: true });
    if (found) return decodeValue(value);
    if (otherwise.length === 0)
      throw new NotFoundError(
        `${describe(key)} is not in dict \`${this.label}\`. Dict.pop(key, otherwise) gives something else instead.`,
      );
    return otherwise[0];
  }

  /** Whether the key is there. */
  async contains(key: K): Promise<boolean> {
    return this.ask("contains", "dict.contains", { key: keyText(encodeValue(key, "key")) });
  }

  /**
   * Stores several entries at once: pairs, a `Map`, or an object whose keys are strings; all or none.
   * @throws RequestSizeError for more than 10 000 entries, or a key or value of more than 100 MiB
   */
  async update(entries: Iterable<readonly [K, V]> | Readonly<Record<K & string, V>>): Promise<void> {
    if (typeof entries !== "object" || entries === null)
      throw new InvalidError(`Dict.update takes entries, got ${describe(entries)}.`);
    await this.ask("update", "dict.put", { entries: dictEntries("Dict.update", entries), skipIfExists: false });
  }

  /** The number of entries, at most 100 000. */
  async len(): Promise<number> {
    return this.ask("len", "dict.len", {});
  }

  /** Removes every entry. */
  async clear(): Promise<void> {
    await this.ask("clear", "dict.clear", {});
  }

  /** The keys, in no promised order, as they are when the first is read. */
  keys(): AsyncIterable<K> {
    return this.#list("keys", { keys: true, values: false }, ([key]) => key as K, 1);
  }

  /** The values, in no promised order, as they are when the first is read. */
  values(): AsyncIterable<V> {
    return this.#list("values", { keys: false, values: true }, ([value]) => value as V, 1);
  }

  /** The entries, in no promised order, as they are when the first is read. */
  items(): AsyncIterable<[K, V]> {
    return this.#list("items", { keys: true, values: true }, ([key, value]) => [key as K, value as V], 2);
  }

  /** The {@link keys}, as where Python goes through a dict. */
  [Symbol.asyncIterator](): AsyncIterator<K> {
    return this.keys()[Symbol.asyncIterator]();
  }

  #list<T>(
    method: string,
    parts: { keys: boolean; values: boolean },
    make: (parts: unknown[]) => T,
    width: number,
  ): AsyncIterable<T> {
    const from = currentSession();
    const read = async function* (dict: Dict<V, K>): AsyncGenerator<T, void, undefined> {
      const session = from ?? currentSession();
      const { items } = await dict.ask(method, "dict.list", parts, session);
      for (let at = 0; at < items.length; at += width)
        yield make(items.slice(at, at + width).map((item) => decodeValue(item, session)));
    };
    return { [Symbol.asyncIterator]: () => read(this) };
  }
}

refuseOptions(Dict, { fromId: 1 });
refuseOptions(Dict.prototype, { contains: 1, len: 0, clear: 0, keys: 0, values: 0, items: 0 });
