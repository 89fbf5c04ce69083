/* How an endpoint says what it takes of a request. */

/** Types of query parameters. */
export interface ParameterTypesOfQuery {
  readonly string: string;
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
}

/** One query parameter. */
export interface QueryParameter {
  readonly type: keyof ParameterTypesOfQuery;
  /** Without a default it is required. */
  readonly default?: string | number | boolean | null;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  readonly description?: string;
}

/** Query parameters by name; a type alone stands for one that is required. */
export type QueryParameters = Readonly<Record<string, keyof ParameterTypesOfQuery | QueryParameter>>;

type QueryValue<P> = P extends keyof ParameterTypesOfQuery
  ? ParameterTypesOfQuery[P]
  : P extends { readonly choices: readonly (infer C)[] }
    ? C | NullDefault<P>
    : P extends { readonly type: infer T extends keyof ParameterTypesOfQuery }
      ? ParameterTypesOfQuery[T] | NullDefault<P>
      : never;
type NullDefault<P> = P extends { readonly default: null } ? null : never;

/** What an endpoint gets of its query parameters. */
export type QueryValues<Q> = { -readonly [K in keyof Q]: QueryValue<Q[K]> };

/** A schema of any library that follows the Standard Schema interface, such as zod, valibot and arktype. */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What such a schema says of a value. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };

/** What a request's body is: checked by a schema, any JSON, text as it is, or bytes. */
export type EndpointBody = StandardSchema | "json" | "text" | "bytes";

// eslint-disable-next-line typescript/no-explicit-any -- any JSON
type AnyJson = any;

/** What an endpoint gets under `body`. */
export type BodyValue<B> =
  B extends StandardSchema<infer Output>
    ? { body: Output }
    : B extends "json"
      ? { body: AnyJson }
      : B extends "text"
        ? { body: string }
        : B extends "bytes"
          ? { body: Uint8Array<ArrayBuffer> }
          : unknown;

/** An endpoint whose parameters are declared. */
export type DeclaredEndpoint<Q, B, R> = (this: never, values: QueryValues<Q> & BodyValue<B>, request: Request) => R;

/** An endpoint of which only the body is declared; it may also have parameters of its own, with types of their own. */
export type BodyEndpoint<B> = (values: BodyValue<B>, request: Request) => unknown;
