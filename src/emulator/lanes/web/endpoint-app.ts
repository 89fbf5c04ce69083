import type { WebSettings } from "../../../contract/web-settings.js";
import { shapeOf, type EndpointShape, type EndpointSlot } from "../../../api/web/endpoint-shape.js";
import { endpointAnswer } from "./endpoint-answer.js";
import { readBody } from "./endpoint-body.js";
import { isPreflight, preflightAnswer, withCors } from "./endpoint-cors.js";
import { docsPage, openApi } from "./endpoint-docs.js";
import { readQuery } from "../../../checks/read-query.js";
import type { RequestProblem } from "../../../checks/request-problem.js";
import type { FetchHandler } from "./fetch-app.js";

/** An endpoint, as its requests meet it. */
export interface Endpoint {
  /** Of the function as its user wrote it. */
  readonly name: string;
  readonly settings: WebSettings;
  readonly shape: EndpointShape;
  /** Calls the function. */
  call(args: readonly unknown[]): unknown;
}

/**
 * Answers requests with what a function returns, as FastAPI does.
 * @param code as its user wrote it, which says what it takes
 */
export function endpointHandler(settings: WebSettings, fn: CallableFunction, code: CallableFunction): FetchHandler {
  const shape = shapeOf(code);
  const call = (args: readonly unknown[]): unknown => Reflect.apply(fn, undefined, [...args]) as unknown;
  const endpoint: Endpoint = { name: code.name, settings, shape, call };
  return async (request) =>
    isPreflight(request) ? preflightAnswer(request) : withCors(request, await route(endpoint, request));
}

async function route(endpoint: Endpoint, request: Request): Promise<Response> {
  const { docs, method } = endpoint.settings;
  const pathname = new URL(request.url).pathname.replace(/^\/\/$/, "/");
  const page = docs ? docsPage(pathname) : undefined;
  if (pathname !== "/" && page === undefined && !(docs && pathname === "/openapi.json"))
    return Response.json({ detail: "Not Found" }, { status: 404 });
  const allowed = pathname === "/" ? (method ?? "GET") : "GET";
  const isRead = pathname !== "/" && request.method === "HEAD";
  if (request.method !== allowed && !isRead)
    return Response.json(
      { detail: "Method Not Allowed" },
      { status: 405, headers: { allow: pathname === "/" ? allowed : "GET, HEAD" } },
    );
  if (pathname === "/") return answer(endpoint, request);
  return page === undefined
    ? Response.json(openApi(endpoint))
    : new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function answer({ shape, call }: Endpoint, request: Request): Promise<Response> {
  const { values, problems } = readQuery(shape.query, new URL(request.url).searchParams);
  const body = shape.body === undefined ? undefined : await readBody(shape.body, request);
  const wrong: RequestProblem[] = [...problems, ...(body && "problems" in body ? body.problems : [])];
  if (wrong.length > 0) return Response.json({ detail: wrong }, { status: 422 });
  if (body && "value" in body) values["body"] = body.value;
  return endpointAnswer(() => call(shape.slots.map((slot) => fill(slot, values, request))));
}

/** What was not given stays absent, so that the function's own default holds. */
function fill(slot: EndpointSlot, values: Readonly<Record<string, unknown>>, request: Request): unknown {
  if (slot.kind === "request") return request;
  if (slot.kind === "value") return values[slot.name];
  return Object.fromEntries(
    slot.names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]]),
  );
}
