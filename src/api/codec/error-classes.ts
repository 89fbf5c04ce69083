import * as errors from "../../contract/errors.js";
import type { WireError } from "../../contract/wire.js";

export type ErrorClass = abstract new (...args: never[]) => globalThis.Error;
type BuiltInClass = new (message: string) => globalThis.Error;

/** What errors become whose class is neither built-in nor Modal's. */
export interface ErrorClasses {
  /** The class of that name, if it is known here. */
  find(name: string): ErrorClass | undefined;
  /** Stands for a class that is not known here. */
  readonly unknown: ErrorClass;
}

const BUILT_IN: ReadonlyMap<string, BuiltInClass> = new Map(
  [globalThis.Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError].map((known) => [
    known.name,
    known,
  ]),
);
const MODALS: ReadonlyMap<string, BuiltInClass> = new Map(Object.entries(errors));

/** An error of the nearest class that is known here. The constructor of a user's class is not called. */
export function constructError(wire: WireError, classes: ErrorClasses): globalThis.Error {
  if (wire.class === "DOMException") return new DOMException(wire.message, wire.name);
  const names = [wire.class, ...(wire.bases ?? [])];
  let found: ErrorClass | undefined;
  let base: BuiltInClass | undefined;
  for (const name of names) {
    base = BUILT_IN.get(name) ?? modals(name, wire);
    found ??= base ?? classes.find(name);
    if (base) break;
  }
  if (wire.errors !== undefined)
    return Reflect.construct(AggregateError, [[], wire.message], found ?? AggregateError) as AggregateError;
  return Reflect.construct(base ?? globalThis.Error, [wire.message], found ?? classes.unknown) as globalThis.Error;
}

/** Whether an error comes out as an instance of its own class. @param isRegistered whether an app has registered it */
export function isKnownClass(wire: WireError, isRegistered: (name: string) => boolean): boolean {
  const name = wire.class;
  return (
    name === "DOMException" ||
    name === "AggregateError" ||
    BUILT_IN.has(name) ||
    isRegistered(name) ||
    modals(name, wire) !== undefined
  );
}

/**
 * A class of Modal's own, not one of a user that has the same name. What the backend raises has no stack, and no list
 * of classes either.
 */
function modals(name: string, { bases = [], class: own, stack }: WireError): BuiltInClass | undefined {
  const known = MODALS.get(name);
  const isModals =
    stack === undefined || own === "ModalError" || bases.includes("ModalError") || bases.includes("OutsideError");
  return isModals ? known : undefined;
}
