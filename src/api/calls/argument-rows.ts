import { InvalidError } from "../../contract/errors.js";
import { checkFlag, checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import type { KeywordOptions } from "./map-options.js";

type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;

function isIterable(value: unknown): value is AnyIterable {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/**
 * Splits what `map` was given: a last argument that is not iterable is its options, all of them switches but for
 * `kwargs`; `orderOutputs` may be null.
 * @returns the inputs, the options, and what comes after the arguments of each input: nothing, or `kwargs`
 */
export function splitOptions<O extends object>(
  what: string,
  inputs: readonly unknown[],
  known: readonly (keyof O & string)[],
): [inputs: readonly unknown[], options: O, more: Row] {
  const last = inputs.at(-1);
  if (inputs.length > 0 && last === undefined) return [inputs.slice(0, -1), {} as O, []];
  if (isIterable(last) || typeof last !== "object" || last === null) return [inputs, {} as O, []];
  const options = last as O & KeywordOptions;
  checkOptions(what, options, [...known, "kwargs"]);
  for (const name of known)
    if (options[name] !== undefined && !(name === "orderOutputs" && options[name] === null))
      checkFlag(what, name, options[name]);
  if ("wrapReturnedExceptions" in options)
    warnDeprecated(`Option "wrapReturnedExceptions" of ${what}`, "returnExceptions alone");
  return [inputs.slice(0, -1), options, keywords(what, options)];
}

/** TypeScript's last object stands for Python's keywords. */
function keywords(what: string, { kwargs = {} }: KeywordOptions): Row {
  if (!isPlainObject(kwargs))
    throw new InvalidError(`Option "kwargs" of ${what} must be an object, got ${describe(kwargs)}.`);
  return Object.keys(kwargs).length > 0 ? [kwargs] : [];
}

/**
 * Zips the inputs into rows of arguments; stops at the shortest, and is empty without any.
 * @param more what each row ends with
 */
export function rows(what: string, inputs: readonly unknown[], more: Row = []): Rows {
  const iterables = inputs.map((input, index) => {
    if (!isIterable(input))
      throw new InvalidError(
        `${what}: input ${index + 1} is ${typeof input === "string" ? "a string" : `of type ${typeof input}`}, not an iterable. Pass one list per parameter, such as [${JSON.stringify(input) ?? "…"}].`,
      );
    return input;
  });
  const synchronous = iterables.filter((iterable): iterable is Iterable<unknown> => Symbol.iterator in iterable);
  return synchronous.length === iterables.length
    ? { [Symbol.iterator]: () => zip(synchronous, more) }
    : { [Symbol.asyncIterator]: () => zipAsync(iterables, more) };
}

/** The rows of `starmap`: each element is a list of arguments already. @param more what each row ends with */
export function argumentRows(what: string, inputs: unknown, more: Row): Rows {
  if (!isIterable(inputs))
    throw new InvalidError(
      `${what}: the inputs must be a list of argument lists, such as [[1, "a"], [2, "b"]], not ${describe(inputs)}.`,
    );
  const row = (element: unknown): Row => {
    if (!isIterable(element) || !(Symbol.iterator in element))
      throw new InvalidError(
        `${what}: each element must be a list of arguments, such as [${JSON.stringify(element) ?? "…"}], not ${describe(element)}.`,
      );
    return [...element, ...more];
  };
  if (Symbol.asyncIterator in inputs) return { [Symbol.asyncIterator]: () => mapAsync(inputs, row) };
  return { [Symbol.iterator]: () => Iterator.from(inputs).map(row) };
}

async function* mapAsync(elements: AsyncIterable<unknown>, row: (element: unknown) => Row): AsyncGenerator<Row> {
  for await (const element of elements) yield row(element);
}

function* zip(iterables: readonly Iterable<unknown>[], more: Row): Generator<Row> {
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  try {
    while (iterators.length > 0) {
      const steps = iterators.map((iterator) => iterator.next());
      if (steps.some((step) => step.done)) return;
      yield [...steps.map((step) => step.value), ...more];
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

async function* zipAsync(iterables: readonly AnyIterable[], more: Row): AsyncGenerator<Row> {
  const iterators = iterables.map((iterable) =>
    Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator](),
  );
  try {
    while (true) {
      const steps = await Promise.all(iterators.map(async (iterator) => iterator.next()));
      if (steps.some((step) => step.done)) return;
      yield [...steps.map((step) => step.value), ...more];
    }
  } finally {
    await Promise.all(iterators.map(async (iterator) => iterator.return?.()));
  }
}

/** The arguments of one input. */
export type Row = readonly unknown[];
export type Rows = Iterable<Row> | AsyncIterable<Row>;
