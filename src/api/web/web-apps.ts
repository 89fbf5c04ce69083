import { InvalidError } from "../../contract/errors.js";
import { isGeneratorFunction } from "../../checks/function-source.js";
import { checkOptions, describe } from "../../checks/options.js";
import { parseWhole } from "../../checks/option-types.js";
import type { HookBody } from "../types/cls-types.js";
import type { MethodMarker } from "../types/decorators.js";
import type { Marked } from "../types/function-types.js";
import type { FetchFactory, NodeFactory, WebFunction_ } from "../types/web-types.js";
import { parseWebOptions, WEB_OPTIONS, type WebOptions } from "./web-options.js";
import { wrapWeb, type WebWrapper } from "./web-wrapper.js";

/** Options of {@link webServer}. */
export interface WebServerOptions extends WebOptions {
  /** How long it may take until it listens, in milliseconds of virtual time. Default: 5000. */
  startupTimeoutMs?: number;
}

const ASGI: WebWrapper<WebOptions> = {
  what: "asgiApp",
  use: "`asgiApp(function web() { return app; })`",
  factory: "returns",
  parse: (options) => {
    checkOptions("asgiApp", options, WEB_OPTIONS);
    return parseWebOptions("asgiApp", "asgi", options);
  },
  check: (fn) => checkFactory("asgiApp", fn),
};

const WSGI: WebWrapper<WebOptions> = {
  what: "wsgiApp",
  use: "`wsgiApp(function web() { return express(); })`",
  factory: "returns",
  parse: (options) => {
    checkOptions("wsgiApp", options, WEB_OPTIONS);
    return parseWebOptions("wsgiApp", "wsgi", options);
  },
  check: (fn) => checkFactory("wsgiApp", fn),
};

/**
 * Answers web requests with an app of the web platform's kind, as Hono and h3 make them: the function returns a
 * handler, `(request) => Response`, or an object with `fetch`. It is called once in each container, after `enter`; in
 * classes also as a decorator, `@asgiApp()`. Modal: docs/modal/web-endpoints.md#decorators.
 * @throws InvalidError for an unknown option or a value out of range, and for a function that has parameters
 * @example export const web = app.function({}, asgiApp(function web() { return new Hono().get("/", (c) => c.text("hi")); }));
 */
export function asgiApp<F extends FetchFactory>(fn: F): WebFunction_<F> & Marked;
export function asgiApp<F extends FetchFactory>(options: WebOptions, fn: F): WebFunction_<F> & Marked;
export function asgiApp(options?: WebOptions): MethodMarker;
export function asgiApp(...given: readonly unknown[]): unknown {
  return wrapWeb(ASGI, given);
}

/**
 * Answers web requests with an app of Node's kind, as Express and Koa make them: the function returns a handler,
 * `(request, response) => …`, or an `http.Server`. It is called once in each container, after `enter`; in classes also
 * as a decorator, `@wsgiApp()`. Modal: docs/modal/web-endpoints.md#decorators.
 * @throws InvalidError for an unknown option or a value out of range, and for a function that has parameters
 * @example export const web = app.function({}, wsgiApp(function web() { return express().get("/", (_, res) => res.send("hi")); }));
 */
export function wsgiApp<F extends NodeFactory>(fn: F): WebFunction_<F> & Marked;
export function wsgiApp<F extends NodeFactory>(options: WebOptions, fn: F): WebFunction_<F> & Marked;
export function wsgiApp(options?: WebOptions): MethodMarker;
export function wsgiApp(...given: readonly unknown[]): unknown {
  return wrapWeb(WSGI, given);
}

/**
 * Answers web requests with a server of the app's own, which listens on a port of its container: the function starts
 * it, and is called once in each container, after `enter`; in classes also as a decorator, `@webServer(8000)`.
 * Modal: docs/modal/web-endpoints.md#requests.
 * @throws InvalidError for a port that is not a whole number from 1 to 65535, an unknown option or a value out of range
 * @example export const web = app.function({}, webServer(8000, function web() { createServer(handler).listen(8000); }));
 */
export function webServer<F extends HookBody>(port: number, fn: F): WebFunction_<F> & Marked;
export function webServer<F extends HookBody>(port: number, options: WebServerOptions, fn: F): WebFunction_<F> & Marked;
export function webServer(port: number, options?: WebServerOptions): MethodMarker;
export function webServer(port: number, ...given: readonly unknown[]): unknown {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidError(`The port of webServer must be a whole number from 1 to 65535, got ${describe(port)}.`);
  const wrapper: WebWrapper<WebServerOptions> = {
    what: "webServer",
    use: "`webServer(8000, function web() { createServer(handler).listen(8000); })`",
    factory: "starts",
    parse: (options) => {
      checkOptions("webServer", options, [...WEB_OPTIONS, "startupTimeoutMs"]);
      const startupTimeoutMs = parseWhole("startupTimeoutMs", options.startupTimeoutMs, 1, undefined, "milliseconds");
      return { ...parseWebOptions("webServer", "server", options), port, startupTimeoutMs: startupTimeoutMs ?? 5000 };
    },
    check: (fn) => checkFactory("webServer", fn),
  };
  return wrapWeb(wrapper, given);
}

/** @throws InvalidError for what cannot be called without arguments, or yields */
function checkFactory(what: string, fn: CallableFunction): void {
  if (isGeneratorFunction(fn))
    throw new InvalidError(`${what}: \`${fn.name}\` is a generator function; it must return the app.`);
  if (fn.length > 0)
    throw new InvalidError(
      `${what}: \`${fn.name}\` must have no parameters: it makes the app, and is called once in each container. Requests go to what it returns.`,
    );
}
