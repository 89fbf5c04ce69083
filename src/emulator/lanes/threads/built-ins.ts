import { RealDate } from "../../time/real-time.js";

/** JavaScript's own objects that code of one container can change under the feet of the others in its thread. */
const NAMES = [
  "Object",
  "Function",
  "Array",
  "Number",
  "Boolean",
  "String",
  "Symbol",
  "BigInt",
  "Math",
  "JSON",
  "Reflect",
  "Promise",
  "Proxy",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "WeakRef",
  "FinalizationRegistry",
  "Date",
  "RegExp",
  "Iterator",
  "Error",
  "AggregateError",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
  "Atomics",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Intl",
] as const;

/**
 * Packages change `Error.stackTraceLimit` for a moment; each container has a `Date` of its own in front of the
 * thread's.
 */
const LEFT_OPEN: ReadonlySet<string> = new Set(["Error", "Date"]);

const PROTOTYPE = ".prototype";

/** Each of them under the name that users know it by. */
function* builtIns(): Generator<readonly [name: string, object: object]> {
  for (const name of NAMES) yield* withPrototype(name, Reflect.get(globalThis, name));
  for (const [key, value] of Object.entries(Object.getOwnPropertyDescriptors(Intl)))
    yield* withPrototype(`Intl.${key}`, value.value);
  yield* withPrototype("TypedArray", Object.getPrototypeOf(Uint8Array));
  yield* withPrototype("AsyncFunction", (async () => {}).constructor);
  yield* withPrototype("GeneratorFunction", function* () {}.constructor);
  yield* withPrototype("AsyncGeneratorFunction", async function* () {}.constructor);
  for (const iterator of [
    [].values(),
    new Map().values(),
    new Set().values(),
    ""[Symbol.iterator](),
    "".matchAll(/a/g),
  ]) {
    const prototype = Object.getPrototypeOf(iterator) as object;
    yield [`${Object.prototype.toString.call(iterator).slice(8, -1).replaceAll(" ", "")}${PROTOTYPE}`, prototype];
  }
}

function* withPrototype(name: string, value: unknown): Generator<readonly [string, object]> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
  yield [name, value];
  const prototype: unknown = Reflect.get(value, "prototype");
  if (typeof value === "function" && typeof prototype === "object" && prototype !== null)
    yield [`${name}${PROTOTYPE}`, prototype];
}

/** What the built-in objects of this thread looked like at one moment. */
export class BuiltIns {
  readonly #objects = Array.from(builtIns(), ([name, object]) => ({ name, object, properties: propertiesOf(object) }));

  /** Names of the properties that are others by now, such as `Array.prototype.last`. */
  changes(): string[] {
    return this.#objects.flatMap(({ name, object, properties }) => {
      const now = propertiesOf(object);
      const keys = new Set([...properties.keys(), ...now.keys()]);
      return Array.from(keys)
        .filter((key) => !isSame(properties.get(key), now.get(key)))
        .map((key) => (typeof key === "symbol" ? `${name}[${String(key)}]` : `${name}.${key}`));
    });
  }
}

function propertiesOf(object: object): Map<string | symbol, PropertyDescriptor | undefined> {
  // a clock that is installed changes what dates are made by
  const keys = Reflect.ownKeys(object).filter((key) => object !== RealDate.prototype || key !== "constructor");
  return new Map(keys.map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]));
}

function isSame(one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean {
  return (
    Object.is(one?.value, other?.value) &&
    one?.get === other?.get &&
    one?.set === other?.set &&
    one?.writable === other?.writable &&
    (one === undefined) === (other === undefined)
  );
}

/**
 * Freezes the built-in objects of this thread, for good. What inherits from them can still have properties of the same
 * names.
 */
export function freezeBuiltIns(): void {
  for (const [name, object] of builtIns()) {
    if (LEFT_OPEN.has(name)) continue;
    if (name.endsWith(PROTOTYPE))
      for (const key of Object.getOwnPropertyNames(object)) allowOverriding(object, key, name);
    Object.freeze(object);
  }
}

/** A frozen property could not be assigned to on what inherits it either, which packages do all the time. */
function allowOverriding(object: object, key: string, name: string): void {
  const { value, writable, configurable, enumerable } = Object.getOwnPropertyDescriptor(object, key) ?? {};
  if (!writable || !configurable) return;
  Object.defineProperty(object, key, {
    get: () => value as unknown,
    set(this: object, changed: unknown) {
      if (this === object)
        throw new TypeError(
          `Cannot assign to ${name}.${key}: built-in objects are frozen, because this world is \`strict\`.`,
        );
      Object.defineProperty(this, key, { value: changed, writable: true, configurable: true, enumerable: true });
    },
    enumerable: enumerable ?? false,
    configurable: false,
  });
}
