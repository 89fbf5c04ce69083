/** One list of inputs of a map; the `& object` keeps a string from being read as a list of letters. */
export type Inputs<T> = (Iterable<T> & object) | AsyncIterable<T>;

/** What `map` and `starmap` take beside their inputs. */
export interface MapOptions<E extends boolean = boolean> {
  /**
   * Results in the order of the inputs, or as they are completed. Default, also as `null`: in order, but for generators
   * of a `Stub`.
   */
  orderOutputs?: boolean | null;
  /** A failing input yields its error instead of ending the iteration. Default: false. */
  returnExceptions?: E;
  /** Without effect, as on Modal. @deprecated Errors are never wrapped. */
  wrapReturnedExceptions?: boolean;
}

/** The names of {@link MapOptions}. */
export const MAP_OPTIONS = ["orderOutputs", "returnExceptions", "wrapReturnedExceptions"] as const;

/** What `forEach` takes beside its inputs. */
export interface ForEachOptions {
  /** Failing inputs do not end the iteration. Default: false. */
  ignoreExceptions?: boolean;
}

/** What `map` and its like all take. */
export interface KeywordOptions<K = object> {
  /**
   * What Python's keyword arguments are: the function's own options, the same for all inputs, which it gets as its last
   * argument after those of the input.
   */
  kwargs?: K;
}
