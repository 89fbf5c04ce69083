import type { AutoscalerSettings } from "../../contract/backend.js";
import type { DynamicOptions } from "../settings/dynamic-options.js";
import type {
  Body,
  Function_,
  FunctionOf,
  IsAny,
  Marked,
  Registered,
  Batched,
  TakesBatches,
} from "./function-types.js";
import type { BatchOptions, ConcurrencyOptions } from "./mark-options.js";

/* How classes are typed: members are told apart by what their wrappers return; under decorators, by their own types. */

declare const hook: unique symbol;
declare const parameter_: unique symbol;

// eslint-disable-next-line typescript/no-explicit-any -- hooks are written with any `this`
export type HookBody = (this: any) => void | Promise<void>;
/** What `enter` and `exit` return. */
export interface Hook {
  readonly [hook]: "enter" | "exit";
}

/** What a parameter can be; numbers are whole. */
export type ParameterValue = string | number | boolean | Uint8Array;
export interface ParameterTypes {
  string: string;
  integer: number;
  boolean: boolean;
  bytes: Uint8Array;
}
interface Mark<T, N> {
  valueOf(): unknown;
  readonly [parameter_]?: { type: T; need: N };
}
/** A field that is a parameter: inside the class it is its value. */
export type Parameter<T extends ParameterValue, N extends "optional" | "required" = "optional"> = T & Mark<T, N>;

/** A class, of any arguments. */
// eslint-disable-next-line typescript/no-explicit-any -- any class
export type Constructor = abstract new (...args: any[]) => object;

/** What `method` returns. */
export type MethodOf<F> = F extends Marked ? F : FunctionOf<OmitThisParameter<F>> & Marked;

type MarkOf<P> =
  IsAny<P> extends true
    ? never
    : typeof parameter_ extends keyof P
      ? P extends { readonly [parameter_]?: infer M }
        ? NonNullable<M>
        : never
      : never;
type Kind<P> =
  IsAny<P> extends true
    ? "plain"
    : [MarkOf<P>] extends [never]
      ? P extends Marked
        ? "method"
        : P extends Hook
          ? "hook"
          : "plain"
      : MarkOf<P> extends { need: infer N }
        ? N
        : never;
type Kinds<I> = { [K in keyof I]-?: Kind<I[K]> }[keyof I];
type Plain<P> = [MarkOf<P>] extends [never] ? Registered<P> : MarkOf<P> extends { type: infer T } ? T : never;
type Exact<I> = { [K in keyof I as "optional" extends Kind<I[K]> ? K : never]?: Plain<I[K]> } & {
  [K in keyof I as "required" extends Kind<I[K]> ? K : never]: Plain<I[K]>;
};
type Loose<I> = { [K in keyof I as [I[K]] extends [ParameterValue] ? K : never]?: I[K] }; // decorators leave no mark
type Init<I> = [Kinds<I>] extends ["plain"] ? Loose<I> : { [K in keyof Exact<I>]: Exact<I>[K] };
type InitArguments<P> = [keyof P] extends [never]
  ? [init?: Readonly<Record<string, never>>]
  : {} extends P
    ? [init?: P]
    : [init: P];
type Members<I> = [Extract<Kinds<I>, "method" | "hook">] extends [never]
  ? {
      readonly [K in keyof I]: I[K] extends Body
        ? Registered<TakesBatches<I[K]> extends true ? Batched<I[K]> : MethodOf<I[K]>>
        : Plain<I[K]>;
    }
  : { readonly [K in keyof I as "hook" extends Kind<I[K]> ? never : K]: Plain<I[K]> };

/** What every instance of a class has beside its own members. */
export interface ClsControls {
  /**
   * Changes settings of the autoscaler of this instance's containers until the next deploy; what is not given stays as
   * it is.
   * @throws InvalidError if a value is out of range, or the minimum ends up above the maximum
   */
  updateAutoscaler(options: AutoscalerSettings): Promise<AutoscalerSettings>;
  /** @deprecated Use `updateAutoscaler({ minContainers })`. */
  keepWarm(minContainers: number): Promise<void>;
}

/** What `new C()` gives: the members of the class, methods with `remote`, `map` and so on. */
export type ClsInstance<I> = Members<I> & ClsControls;

/** An instance that was awaited, as in Modal's JavaScript SDK. */
export type BoundClsInstance<I> = Omit<ClsInstance<I>, "method"> & {
  /**
   * The method of that name, as the member of that name gives it.
   * @throws NotFoundError if the class has none
   */
  method<K extends string>(name: K): K extends keyof ClsInstance<I> ? ClsInstance<I>[K] : Function_;
};

type InstanceArguments<C extends Constructor> =
  ConstructorParameters<C> extends [] ? InitArguments<Init<InstanceType<C>>> : ConstructorParameters<C>;

/**
 * A class of an app. An instance stands for the containers that run with its parameters: making one does nothing yet.
 * Modal: docs/modal/classes.md.
 */
export interface Cls<C extends Constructor = Constructor> {
  new (...args: InstanceArguments<C>): ClsInstance<InstanceType<C>>;
  /**
   * As `new`, looked up at once, and with `method(name)`: the form of Modal's JavaScript SDK. A class with a static
   * member of this name keeps it. Rejects with `InvalidError` or `TypeError` for parameters that do not fit,
   * `NotFoundError` if there is no such class, `ExecutionError` if it is local and its app is not running.
   */
  instance(...args: InstanceArguments<C>): Promise<BoundClsInstance<InstanceType<C>>>;
  /**
   * The same class with other options and containers of its own. Modal: docs/modal/dynamic-options.md.
   * @throws InvalidError for an unknown option, or a value out of range
   */
  withOptions(options?: DynamicOptions): Cls<C>;
  /**
   * The same class with several inputs at once in each container, and containers of its own.
   * Modal: docs/modal/dynamic-options.md.
   * @throws TypeError without `maxInputs`; InvalidError for a value out of range
   */
  withConcurrency(options: ConcurrencyOptions): Cls<C>;
  /**
   * The same class, whose one method takes lists, with several inputs in one call, and containers of its own.
   * Modal: docs/modal/dynamic-options.md.
   * @throws InvalidError for a value out of range; when a method is used, for a class with several methods
   */
  withBatching(options: BatchOptions): Cls<C>;
  /**
   * Looks the class up, if that has not happened yet, and returns the same handle.
   * @throws ExecutionError if it is local and its app is not running
   * @throws NotFoundError if it was looked up by name and does not exist
   */
  hydrate(): Promise<this>;
}

/** The handle of a class, by the class itself or by its handle. */
export type ClsOf<C> = C extends Cls<infer D> ? Cls<D> : C extends Constructor ? Cls<C> : never;
