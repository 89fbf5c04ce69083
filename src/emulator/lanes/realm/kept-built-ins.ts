import { Script } from "node:vm";
import { KeptSettings } from "../surroundings/kept-settings.js";

type Change = readonly [target: object, key: PropertyKey, descriptor: PropertyDescriptor | undefined];

/** What code of a container has made of built-in objects, while they are as they were before. */
export type OwnVersions = readonly Change[];

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The built-in objects whose functions all code stands on, this package's own not excepted. */
function essentials(): object[] {
  const iterators = [[].values(), new Map().values(), new Set().values()];
  return [
    ...[Object, Array, Promise, Reflect, JSON, Error],
    ...[Function, Object, Array, String, RegExp, Promise, Map, Set, WeakMap].map(
      (constructor) => constructor.prototype as object,
    ),
    ...iterators.map((iterator) => Object.getPrototypeOf(iterator) as object),
  ];
}

/** Properties that may be set where there was nothing. */
const MAY_COME: readonly Change[] = [
  [Error, "prepareStackTrace", undefined],
  [Error, "stackTraceLimit", undefined],
];

const isData = (target: object, key: PropertyKey): boolean => {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  return descriptor !== undefined && descriptor.configurable === true && typeof descriptor.value === "function";
};

/**
 * Keeps the essential built-in functions of a thread as they were for the code that hosts containers, and gives those
 * that a container has put in their place back to it for its turn.
 */
export class KeptBuiltIns {
  readonly #places: readonly Change[] = essentials()
    .flatMap((target) =>
      Reflect.ownKeys(target)
        .filter((key) => isData(target, key))
        .map((key): Change => [target, key, undefined]),
    )
    .concat(MAY_COME);
  readonly #targets: readonly object[] = this.#places.map(([target]) => target);
  readonly #keys: readonly PropertyKey[] = this.#places.map(([, key]) => key);
  #isAsKept: () => boolean = () => true;
  #descriptors: readonly (PropertyDescriptor | undefined)[] = [];
  #rootKeys: readonly PropertyKey[] = [];
  #versions: OwnVersions = [];
  readonly #settings = new KeptSettings();

  constructor() {
    this.#remember();
  }

  /** Whether a container has ever changed one of them. */
  get wereChanged(): boolean {
    return this.#versions.length > 0;
  }

  /**
   * Code of containers runs from now on: it finds what it has changed.
   * @param isShared others run in this thread, too, which may have changed something meanwhile
   */
  giveBack(isShared: boolean): void {
    if (isShared && this.#isTouched) this.#remember();
    this.#settings.giveBack(isShared);
    putAll(this.#versions);
  }

  /** Code of containers does not run until {@link giveBack}. */
  takeAway(): void {
    if (this.#isTouched) this.#versions = this.#restore();
    else if (this.#versions.length > 0) this.#versions = [];
    this.#settings.takeAway();
  }

  /**
   * Runs code of this package while a container is at work: if it fails, once more without what that has changed. It
   * has to be such that this does no harm.
   */
  without<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (!this.#isTouched) throw error;
    }
    const versions = this.#restore();
    try {
      return body();
    } finally {
      putAll(versions);
    }
  }

  get #isTouched(): boolean {
    try {
      if (!this.#isAsKept()) return true;
      return REAL.ownKeys(Object.prototype).length !== this.#rootKeys.length;
    } catch {
      return true; // a getter that throws stands there now
    }
  }

  #remember(): void {
    this.#isAsKept = comparison(this.#places);
    this.#descriptors = this.#places.map(([target, key]) => Object.getOwnPropertyDescriptor(target, key));
    this.#rootKeys = Reflect.ownKeys(Object.prototype);
  }

  /** @returns what stood there instead */
  #restore(): OwnVersions {
    const { ownKeys, getOwnPropertyDescriptor } = REAL;
    const versions: Change[] = [];
    let count = 0;
    const replace = (target: object, key: PropertyKey, original: PropertyDescriptor | undefined): void => {
      // not by `push`, which may be what was changed
      versions[count++] = [target, key, getOwnPropertyDescriptor(target, key)];
      put([target, key, original]);
    };
    for (let index = 0; index < this.#places.length; index++) {
      const target = this.#targets[index] as object;
      const key = this.#keys[index] as PropertyKey;
      const now = getOwnPropertyDescriptor(target, key);
      if (now?.value !== this.#descriptors[index]?.value || now?.get !== this.#descriptors[index]?.get)
        replace(target, key, this.#descriptors[index]);
    }
    const rootKeys = ownKeys(Object.prototype);
    for (let index = 0; index < rootKeys.length; index++) {
      const key = rootKeys[index] as PropertyKey;
      if (!isOneOf(this.#rootKeys, key)) replace(Object.prototype, key, undefined);
    }
    return versions;
  }
}

/** As they were when this was loaded: what puts the others back must not itself be changed. */
const REAL = {
  ownKeys: Reflect.ownKeys,
  getOwnPropertyDescriptor: Object.getOwnPropertyDescriptor,
  defineProperty: Reflect.defineProperty,
  deleteProperty: Reflect.deleteProperty,
  setPrototypeOf: Reflect.setPrototypeOf,
};

function putAll(changes: OwnVersions): void {
  for (let index = 0; index < changes.length; index++) put(changes[index] as Change);
}

function isOneOf(keys: readonly PropertyKey[], key: PropertyKey): boolean {
  for (let index = 0; index < keys.length; index++) if (keys[index] === key) return true;
  return false;
}

/** Where it was fixed for good, nothing can be done. */
function put([target, key, descriptor]: Change): void {
  if (!descriptor) REAL.deleteProperty(target, key);
  // without a prototype: one of its properties might count as a part of the description
  else {
    REAL.setPrototypeOf(descriptor, null);
    REAL.defineProperty(target, key, descriptor);
  }
}

/**
 * Whether the functions in all these places are those that are there now. One comparison after the other in a single
 * function, each in a place of its own and with what does not change: V8 leaves out most, and the rest is faster than
 * any loop. It is done after each turn.
 */
function comparison(places: readonly Change[]): () => boolean {
  const parameters: string[] = [];
  const values: unknown[] = [];
  const parameter = (value: unknown): string => {
    values.push(value);
    const name = `value${values.length}`;
    parameters.push(name);
    return name;
  };
  const tests = Array.from(
    Map.groupBy(places, ([target]) => target),
    ([target, group]) => {
      const name = parameter(target);
      return group
        .map(([, key]) => {
          const access = typeof key === "string" && IDENTIFIER.test(key) ? `.${key}` : `[${parameter(key)}]`;
          return `${name}${access} === ${parameter(Reflect.get(target, key))}`;
        })
        .join(" && ");
    },
  );
  const make = new Script(`(${parameters.join(", ")}) => () => ${tests.join(" && ")}`).runInThisContext() as (
    ...parts: unknown[]
  ) => () => boolean;
  return make(...values);
}
