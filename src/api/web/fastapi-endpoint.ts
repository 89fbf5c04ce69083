import { InvalidError } from "../../contract/errors.js";
import { isGeneratorFunction } from "../../checks/function-source.js";
import { checkOptions, describe } from "../../checks/options.js";
import { parseSwitch } from "../../checks/option-types.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { isLocal } from "../session/context.js";
import type { MethodMarker } from "../types/decorators.js";
import type { BodyEndpoint, DeclaredEndpoint, EndpointBody, QueryParameters } from "../types/endpoint-types.js";
import type { Marked } from "../types/function-types.js";
import type { WebFunction_ } from "../types/web-types.js";
import { noteShape } from "./endpoint-shape.js";
import { parseWebOptions, WEB_OPTIONS, type WebOptions } from "./web-options.js";
import { wrapWeb, type WebWrapper } from "./web-wrapper.js";

/** Options of {@link fastapiEndpoint}. */
export interface EndpointOptions extends WebOptions {
  /** The only method that it answers. Default: `"GET"`. */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Also serves `/docs`, `/redoc` and `/openapi.json`. Default: false. */
  docs?: boolean;
  /**
   * Query parameters by name, with their types. Default: the function's own parameters; a literal default tells the
   * type.
   */
  params?: QueryParameters;
  /**
   * What the body is; the function gets it under `body`. Without `params`, its own parameters are query parameters by
   * their names, and need types if there are any but `{ body }` and the request. Default: the endpoint takes none.
   */
  body?: EndpointBody;
}

const METHODS: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

function wrapper(what: string): WebWrapper<EndpointOptions> {
  return {
    what,
    use: `\`${what}({ method: "POST" }, async function name({ item }) { … })\``,
    optionOf: (text) => {
      const method = text.toUpperCase();
      return METHODS.includes(method) ? `method: "${method}"` : undefined;
    },
    parse: (options) => {
      checkOptions(what, options, [...WEB_OPTIONS, "method", "docs", "params", "body"]);
      const { method = "GET" } = options;
      if (!METHODS.includes(method))
        throw new InvalidError(
          `Option "method" of ${what} must be one of ${METHODS.join(", ")}, got ${describe(method)}.`,
        );
      return {
        ...parseWebOptions(what, "fastapi", options),
        method,
        docs: parseSwitch("docs", options.docs, false),
      };
    },
    check: (fn) => {
      if (isGeneratorFunction(fn))
        throw new InvalidError(
          `${what}: \`${fn.name}\` is a generator function. Return an async iterable, or a Response, to stream.`,
        );
    },
    wrapped: (fn, { params, body }) => noteShape(fn, params, body),
  };
}

const FASTAPI = wrapper("fastapiEndpoint");
const WEB = wrapper("webEndpoint");

/**
 * Answers web requests with what a plain function returns, as FastAPI does: query parameters and body are its
 * arguments, checked by their types, and the request the second one; values become JSON, a `Response` is the answer as it is, an async iterable is
 * streamed. A `Response` that it throws is the answer, too. In classes also as a decorator, `@fastapiEndpoint()`.
 * Modal: docs/modal/web-endpoints.md#decorators.
 * @throws InvalidError for an unknown option or a value out of range, a generator, and parameters that no request has
 * @example
 * app.function({}, fastapiEndpoint({ params: { item: "string", count: { type: "integer", default: 1 } } },
 *   async function price({ item, count }) { return { item, total: 3 * count }; }))
 */
export function fastapiEndpoint<const Q extends QueryParameters, const B extends EndpointBody | undefined, R>(
  options: EndpointOptions & { params: Q; body?: B },
  fn: DeclaredEndpoint<Q, B, R>,
): WebFunction_<(...args: Parameters<DeclaredEndpoint<Q, B, R>>) => R> & Marked;
export function fastapiEndpoint<B extends EndpointBody, F extends BodyEndpoint<B>>(
  options: EndpointOptions & { params?: undefined; body: B },
  fn: F,
): WebFunction_<F> & Marked;
export function fastapiEndpoint<F extends CallableFunction>(options: EndpointOptions, fn: F): WebFunction_<F> & Marked;
export function fastapiEndpoint<F extends CallableFunction>(fn: F): WebFunction_<F> & Marked;
export function fastapiEndpoint(options?: EndpointOptions): MethodMarker;
export function fastapiEndpoint(...given: readonly unknown[]): unknown {
  return wrapWeb(FASTAPI, given);
}

/** Old name of {@link fastapiEndpoint}. @deprecated */
export function webEndpoint<const Q extends QueryParameters, const B extends EndpointBody | undefined, R>(
  options: EndpointOptions & { params: Q; body?: B },
  fn: DeclaredEndpoint<Q, B, R>,
): WebFunction_<(...args: Parameters<DeclaredEndpoint<Q, B, R>>) => R> & Marked;
export function webEndpoint<B extends EndpointBody, F extends BodyEndpoint<B>>(
  options: EndpointOptions & { params?: undefined; body: B },
  fn: F,
): WebFunction_<F> & Marked;
export function webEndpoint<F extends CallableFunction>(options: EndpointOptions, fn: F): WebFunction_<F> & Marked;
export function webEndpoint<F extends CallableFunction>(fn: F): WebFunction_<F> & Marked;
export function webEndpoint(options?: EndpointOptions): MethodMarker;
export function webEndpoint(...given: readonly unknown[]): unknown {
  if (isLocal()) warnDeprecated("webEndpoint", "fastapiEndpoint");
  return wrapWeb(WEB, given);
}
