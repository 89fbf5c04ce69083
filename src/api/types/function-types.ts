import type { AutoscalerSettings, FunctionStats } from "../../contract/backend.js";
import type { DynamicOptions } from "../settings/dynamic-options.js";
import type { FunctionCall } from "../calls/function-call.js";
import type { FunctionStatsParams, FunctionTimeRangeStats } from "../calls/function-stats.js";
import type { LogsManager } from "../logs/logs-manager.js";
import type { Inputs, KeywordOptions, MapOptions, ForEachOptions } from "../calls/map-options.js";
import type { BatchOptions, ConcurrencyOptions } from "./mark-options.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/**
 * How a function's handle is typed: from the function alone, so that arguments, results, generics and overloads
 * survive.
 */

// eslint-disable-next-line typescript/no-explicit-any -- `any` results and arguments of users are kept as they are
type AnyType = any;
export type IsAny<T> = 0 extends 1 & T ? true : false;
export type Body = (...args: never[]) => unknown;

/** What `map` takes: one iterable per parameter, options last. */
export type MapArguments<A extends unknown[], O> = [
  ...inputs: { [K in keyof A]: Inputs<A[K]> | (undefined extends A[K] ? O : never) },
  options?: O,
];

/** The parameters before the last one. */
type Leading<A extends unknown[]> = Required<A> extends [...infer L, unknown] ? L : A;
/** The last parameter, which has the function's own options. */
type Last<A extends unknown[]> = Required<A> extends [...unknown[], infer K] ? NonNullable<K> & object : object;

/**
 * What `map` takes with a function's own options under `kwargs`, the same for all inputs: they are its last argument.
 */
export type KeywordMapArguments<A extends unknown[], O> =
  Leading<A> extends infer L extends unknown[]
    ? [...inputs: { [K in keyof L]: Inputs<L[K]> }, options: O & Required<KeywordOptions<Last<A>>>]
    : never;

/** What a map yields: with `returnExceptions`, an error takes the place of a result. */
export type MapResult<R, E> = [E] extends [false] ? Awaited<R> : Awaited<R> | globalThis.Error;

/** What every function has; the parameter type of an API that takes any of them. */
export interface AnyFunction {
  readonly name: string;
  readonly isGenerator: boolean;
  /** The normalised options it was defined with; `undefined` for a function that was looked up. */
  readonly definition: FunctionSettings | undefined;
  /** Id in the running app (`fu-…`), `undefined` while not hydrated. */
  readonly functionId: string | undefined;
  /** The name of a method in its class, `undefined` for a function. */
  readonly methodName: string | undefined;
  /** Whether its id is known in the world in sight. */
  readonly isHydrated: boolean;
  /** Where Modal's dashboard would show it; there is none here. @throws ExecutionError if it is not hydrated */
  getDashboardUrl(): string;
  /** Where a web function listens, `undefined` for every other. */
  readonly webUrl: string | undefined;
  /** As {@link AnyFunction.webUrl}, for a function that was looked up. */
  getWebUrl(): Promise<string | undefined>;
  /**
   * Looks the function up, if that has not happened yet, and returns the same handle.
   * @throws ExecutionError if it is local and its app is not running
   * @throws NotFoundError if it was looked up by name and does not exist
   */
  hydrate(): Promise<this>;
  /** What the function's containers have written. Modal: docs/modal/context-ids-and-logs.md#logs. */
  readonly logs: LogsManager;
  /** Backlog and containers right now. Modal: docs/modal/calling.md#functions-as-objects. */
  getCurrentStats(): Promise<FunctionStats>;
  /** What it did in a span of time, by default the last hour. Rejects with `InvalidError` for a span that is none. */
  stats(options?: FunctionStatsParams): Promise<FunctionTimeRangeStats>;
  /** As {@link AnyFunction.hydrate}, under the name it has in Modal's JavaScript SDK. */
  instance(): Promise<this>;
  /**
   * Changes settings of the autoscaler until the next deploy; what is not given stays as it is.
   * @throws InvalidError if a value is out of range, or the minimum ends up above the maximum
   */
  updateAutoscaler(options: AutoscalerSettings): Promise<AutoscalerSettings>;
  /** Old name of `updateAutoscaler({ minContainers })`. @deprecated */
  keepWarm(containers: number): Promise<void>;
}

/** A function whose options can be changed. */
interface Configurable {
  /**
   * The same function with other options and containers of its own. Modal: docs/modal/dynamic-options.md.
   * @throws InvalidError for an unknown option, or a value out of range
   */
  withOptions(options?: DynamicOptions): this;
  /**
   * The same function with several inputs at once in each container, and containers of its own.
   * Modal: docs/modal/dynamic-options.md.
   * @throws TypeError without `maxInputs`; InvalidError for a value out of range
   */
  withConcurrency(options: ConcurrencyOptions): this;
}

interface ValueFunction<A extends unknown[], R, B> extends AnyFunction, Configurable {
  /** Starts a call and returns as soon as it is accepted. Modal: docs/modal/calling.md#spawn. */
  spawn(...args: A): Promise<FunctionCall<Awaited<R>>>;
  /**
   * Calls the function once per element, in parallel; lazy: nothing happens before the result is iterated.
   * Modal: docs/modal/maps.md.
   */
  map<E extends boolean = false>(...inputs: KeywordMapArguments<A, MapOptions<E>>): AsyncIterable<MapResult<R, E>>;
  map<E extends boolean = false>(...inputs: MapArguments<A, MapOptions<E>>): AsyncIterable<MapResult<R, E>>;
  /** As `map`, with one list of argument lists. */
  starmap<E extends boolean = false>(
    inputs: Inputs<Readonly<Leading<A>>>,
    options: MapOptions<E> & Required<KeywordOptions<Last<A>>>,
  ): AsyncIterable<MapResult<R, E>>;
  starmap<E extends boolean = false>(
    inputs: Inputs<Readonly<A>>,
    options?: MapOptions<E>,
  ): AsyncIterable<MapResult<R, E>>;
  /** As `map`, run to its end at once, results dropped. */
  forEach(...inputs: KeywordMapArguments<A, ForEachOptions>): Promise<void>;
  forEach(...inputs: MapArguments<A, ForEachOptions>): Promise<void>;
  /** Spawns one independent call per element and returns when all are accepted. */
  spawnMap(...inputs: KeywordMapArguments<A, unknown>): Promise<void>;
  spawnMap(...inputs: MapArguments<A, never>): Promise<void>;
  /** Spawns one call that has an input per element: `iter` gives its results, `numInputs` their number. */
  experimentalSpawnMap(...inputs: KeywordMapArguments<A, unknown>): Promise<FunctionCall<Awaited<R>>>;
  experimentalSpawnMap(...inputs: MapArguments<A, never>): Promise<FunctionCall<Awaited<R>>>;
  /**
   * The same function, which takes lists, with several inputs in one call, and containers of its own.
   * Modal: docs/modal/dynamic-options.md.
   * @throws InvalidError for a value out of range, and a function with a parameter that has a default
   */
  withBatching<F extends BatchBody>(this: { getRawFunction(): F }, options: BatchOptions): FunctionOf<Batched<F>>;
  /** Old name of `spawn`. @deprecated */
  submit(...args: A): Promise<FunctionCall<Awaited<R>>>;
  /** As `submit`, without a call to ask for the result. @deprecated */
  enqueue(...args: A): Promise<void>;
  /** Runs the function here and now: no container, no retries, no time limit. Modal: docs/modal/calling.md#local. */
  readonly local: B;
  /** The function that was given to `app.function`. */
  getRawFunction(): B;
  /** Old name of `getRawFunction`. */
  getRawF(): B;
}

/** What `app.function` gives for a function with a result: all ways to call it. */
export interface Function_<A extends unknown[] = AnyType, R = AnyType> extends ValueFunction<A, R, (...args: A) => R> {
  /** Runs the function in a container and returns its result. Modal: docs/modal/calling.md#remote. */
  remote(...args: A): Promise<Awaited<R>>;
}

/** A batched function: callers pass single values, `local` is the function of lists. */
export interface BatchedFunction_<A extends unknown[], R, B> extends ValueFunction<A, R, B> {
  /** Runs the function in a container, with other inputs in one batch, and returns this input's result. */
  remote(...args: A): Promise<R>;
}

/** A generic or overloaded asynchronous function, kept as it is. */
export interface GenericFunction_<F extends Body> extends ValueFunction<Parameters<F>, ReturnType<F>, F> {
  /** Runs the function in a container and returns its result. */
  readonly remote: F;
}

/** A generator function: `remoteGen` instead of `remote`, `map` and `spawn`. */
export interface GeneratorFunction_<A extends unknown[], Y, B> extends AnyFunction, Configurable {
  /**
   * Runs the generator in a container and yields its items; starts at the first iteration.
   * Modal: docs/modal/generators.md.
   */
  remoteGen(...args: A): AsyncGenerator<Y, void, undefined>;
  readonly local: B;
  getRawFunction(): B;
  getRawF(): B;
}

/**
 * A generator of a `Stub`: mapping over it yields all items of all inputs, and `submit` runs it without a result.
 * Modal: docs/modal/older-names.md#maps-of-the-stub-era.
 */
export interface StubGenerator_<A extends unknown[], Y, B> extends GeneratorFunction_<A, Y, B> {
  map<E extends boolean = false>(...inputs: KeywordMapArguments<A, MapOptions<E>>): AsyncIterable<MapResult<Y, E>>;
  map<E extends boolean = false>(...inputs: MapArguments<A, MapOptions<E>>): AsyncIterable<MapResult<Y, E>>;
  starmap<E extends boolean = false>(
    inputs: Inputs<Readonly<Leading<A>>>,
    options: MapOptions<E> & Required<KeywordOptions<Last<A>>>,
  ): AsyncIterable<MapResult<Y, E>>;
  starmap<E extends boolean = false>(
    inputs: Inputs<Readonly<A>>,
    options?: MapOptions<E>,
  ): AsyncIterable<MapResult<Y, E>>;
  forEach(...inputs: KeywordMapArguments<A, ForEachOptions & MapOptions>): Promise<void>;
  forEach(...inputs: MapArguments<A, ForEachOptions & MapOptions>): Promise<void>;
  submit(...args: A): Promise<undefined>;
  enqueue(...args: A): Promise<void>;
}

/** The handle's type of what `stub.generator` is given. */
export type StubGeneratorOf<F> = F extends (...args: infer A) => AsyncIterable<infer Y> | Iterable<infer Y>
  ? StubGenerator_<A, Y, F>
  : never;

declare const marked: unique symbol;
/** What a wrapper such as `method` has marked. */
export interface Marked {
  readonly [marked]: true;
}

/** The type of a handle once it is in an app. */
export type Registered<H> = H extends (infer T) & Marked ? T : H;

/** The handle's type of a function, or of a handle's own type. */
export type FunctionOf<F> = F extends AnyFunction
  ? Registered<F>
  : F extends (...args: infer A) => infer R
    ? HandleOf<A, R, F>
    : never;

type HandleOf<A extends unknown[], R, F> =
  IsAny<R> extends true
    ? Function_<A, R>
    : [R] extends [never]
      ? Function_<A, R>
      : [R] extends [AsyncGenerator<infer Y, infer _T, infer _N> | Generator<infer Y, infer _T, infer _N>]
        ? GeneratorFunction_<A, Y, F>
        : ((...args: A) => R) extends F
          ? Function_<A, R>
          : F extends (...args: never[]) => Promise<unknown>
            ? GenericFunction_<F>
            : Function_<A, R>;

/** The default of look-ups by name without a type. */
export type Untyped = (...args: AnyType[]) => AnyType;

/** Where `fromName` looks for a function or a class that is deployed. */
export interface DeployedLookupOptions {
  /** Environment to look in. Default: the running app's, else the world's. */
  environment?: string;
  /** The version of the app that it has to be of, from 1. Earlier ones are gone with each deployment. Default: any. */
  version?: number;
}

/** A function of lists, one element for each input, that gives a list of as many results. */
export type BatchBody = { f(...lists: (readonly unknown[])[]): readonly unknown[] | Promise<readonly unknown[]> }["f"];

/** A batched function or method as its callers see it: of single values. */
export type Batched<F> =
  OmitThisParameter<F> extends infer G extends Body
    ? Awaited<ReturnType<G>> extends readonly (infer T)[]
      ? BatchedFunction_<Elements<Parameters<G>>, T, G> & Marked
      : never
    : never;

/** Whether the first parameter of a method is such a list. */
export type TakesBatches<F extends Body> = typeof batch_ extends keyof Parameters<F>[0] ? true : false;

export type Elements<L extends unknown[]> = { [K in keyof L]: L[K] extends readonly (infer T)[] ? T : never };

export declare const batch_: unique symbol;

/** A list of one element per caller: how a method under `@batched()` says so to its callers. */
export type Batch<T> = T[] & { valueOf(): unknown; readonly [batch_]?: T };
