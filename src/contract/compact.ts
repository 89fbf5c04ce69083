/** `T` with every key that may be `undefined` made optional instead. */
export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy of a record without its undefined fields, so that definitions compare and print as what was given. */
export function compact<T extends object>(record: T): Compact<T>;
export function compact(record: object): object {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) if (value !== undefined) copy[key] = value;
  return copy;
}
