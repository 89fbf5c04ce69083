// eslint-disable-next-line typescript/no-explicit-any -- where nothing is known of a function, anything may answer for it
type AnyType = any;

/** What may answer instead of a function, by the type of its handle: of its arguments, with its result or items. */
export type MockOf<F> = F extends { remoteGen(...args: infer A): AsyncGenerator<infer Y, unknown, unknown> }
  ? (...args: A) => Items<Y> | Promise<Items<Y>>
  : F extends { readonly remote: (...args: infer A) => Promise<infer R> }
    ? (...args: A) => [R] extends [void] ? unknown : R | Promise<R>
    : (...args: AnyType[]) => unknown;

type Items<Y> = Iterable<Y> | AsyncIterable<Y>;
