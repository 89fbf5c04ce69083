import { InvalidError } from "../contract/errors.js";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** What messages advise, by the prototypes of the classes. */
const ADVICE = new WeakMap<object, string>();

/** Stands where the prototypes of these classes end: what arrives here has no setter. */
const END = new globalThis.Proxy(Object.prototype, {
  set: (target, key, value, receiver: object) => {
    if (typeof key === "string" && ADVICE.has(Object.getPrototypeOf(receiver) as object)) throw refusal(receiver, key);
    return Reflect.set(target, key, value, receiver);
  },
});

/**
 * Has assignments to members of a class's objects fail that would do nothing: to getters and to names that there are
 * not. Those of classes that users derive may have fields of their own.
 * Modal: docs/modal/handles-and-names.md#lazy-handles.
 * @param instead what is to be done instead
 * @param shown what `console.log` shows of an object
 */
export function refuseAssignments(
  { prototype }: { readonly prototype: object },
  instead: string,
  shown: readonly string[] = [],
): void {
  ADVICE.set(prototype, instead);
  refuseGetters(prototype);
  endWith(prototype);
  if (shown.length > 0) Object.defineProperty(prototype, INSPECT, { value: inspected(shown), configurable: true });
}

/** Also those of its base classes. */
function refuseGetters(prototype: object): void {
  if (prototype === Object.prototype || prototype === END) return;
  for (const [key, { get, set, configurable }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (!get || set || !configurable) continue;
    Object.defineProperty(prototype, key, {
      set(this: object) {
        throw refusal(this, key);
      },
    });
  }
  refuseGetters(Object.getPrototypeOf(prototype) as object);
}

/** Has a chain of prototypes end with what refuses. */
function endWith(prototype: object): void {
  const next = Object.getPrototypeOf(prototype) as object;
  if (next === Object.prototype) Object.setPrototypeOf(prototype, END);
  else if (next !== END) endWith(next);
}

/** @returns what is thrown at whoever assigns to a member of an object */
function refusal(object: object, key: string): InvalidError {
  let advice: string | undefined;
  for (let at: object | null = object; at && advice === undefined; at = Object.getPrototypeOf(at) as object | null)
    advice = ADVICE.get(at);
  return new InvalidError(`\`${key}\` of ${object.constructor.name} cannot be set. ${advice ?? ""}`);
}

function inspected(shown: readonly string[]) {
  return function (this: object, _depth: number, options: object, inspect: (value: object, options: object) => string) {
    const members = Object.fromEntries(shown.map((key) => [key, Reflect.get(this, key) as unknown]));
    return `${this.constructor.name} ${inspect(members, options)}`;
  };
}
