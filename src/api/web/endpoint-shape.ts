import { InvalidError } from "../../contract/errors.js";
import { checkChoices } from "../../checks/check-choices.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { readSignature, type Named, type Signature } from "../../checks/signature.js";
import type { EndpointBody, QueryParameter, QueryParameters } from "../types/endpoint-types.js";

/** One query parameter of an endpoint, by its name. */
export interface QuerySpec extends QueryParameter {
  readonly name: string;
  readonly isRequired: boolean;
  /** The function's own default holds. */
  readonly hasOwnDefault: boolean;
}

/** What fills one parameter of the function. */
export type EndpointSlot =
  | { readonly kind: "request" }
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "object"; readonly names: readonly string[] };

/** What an endpoint takes of a request, and how its function gets it. */
export interface EndpointShape {
  readonly query: readonly QuerySpec[];
  readonly body: EndpointBody | undefined;
  readonly slots: readonly EndpointSlot[];
}

const TYPES = ["string", "integer", "number", "boolean"];
/** Names of what is no query parameter. */
const BODY = "body";
const REQUEST = "request";
/** Names of a parameter that is the request. */
const REQUESTS: readonly string[] = [REQUEST, "req", `_${REQUEST}`, "_req"];

const shapes = new WeakMap<CallableFunction, EndpointShape>();

/** Notes what an endpoint takes. @throws InvalidError for parameters that no request has */
export function noteShape(
  fn: CallableFunction,
  params: QueryParameters | undefined,
  body: EndpointBody | undefined,
): void {
  checkBody(fn.name, body);
  shapes.set(fn, params ? declared(fn.name, params, body) : inferred(fn, body));
}

/** What an endpoint takes: as it was declared, or as its own parameters say. */
export function shapeOf(fn: CallableFunction): EndpointShape {
  return shapes.get(fn) ?? inferred(fn, undefined);
}

function declared(name: string, params: QueryParameters, body: EndpointBody | undefined): EndpointShape {
  if (!isPlainObject(params))
    throw new InvalidError(`Option "params" of fastapiEndpoint must be an object, got ${describe(params)}.`);
  const query = Object.entries(params).map(([key, given]) => specOf(name, key, given));
  const names = [...query.map((spec) => spec.name), ...(body === undefined ? [] : [BODY])];
  return { query, body, slots: [{ kind: "object", names }, { kind: "request" }] };
}

function specOf(endpoint: string, name: string, given: unknown): QuerySpec {
  const what = `Endpoint \`${endpoint}\`: parameter \`${name}\``;
  if (name === BODY || name === REQUEST)
    throw new InvalidError(
      `${what} has a name of something else: the body is declared by the option "body", and the request is the second argument.`,
    );
  const parameter = (typeof given === "string" ? { type: given } : given) as QueryParameter;
  checkOptions(what, parameter, ["type", "default", "choices", "description"]);
  if (!TYPES.includes(parameter.type))
    throw new InvalidError(`${what} has the type ${describe(parameter.type)}; known are ${TYPES.join(", ")}.`);
  const isFitting = parameter.default === undefined || parameter.default === null || fits(parameter);
  if (!isFitting)
    throw new InvalidError(
      `${what} is of the type ${parameter.type}, and has the default ${describe(parameter.default)}.`,
    );
  checkChoices(what, parameter);
  return { ...parameter, name, isRequired: parameter.default === undefined, hasOwnDefault: false };
}

function fits({ type, default: value }: QueryParameter): boolean {
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/**
 * By the parameters of the function itself; a literal default tells the type. What follows values that are taken apart
 * is the request, as it is where they are declared; elsewhere its name says so.
 */
function inferred(fn: CallableFunction, body: EndpointBody | undefined): EndpointShape {
  const what = `Endpoint \`${fn.name}\``;
  const signature = signatureOf(what, fn);
  if (signature.kind === "rest")
    throw new InvalidError(`${what} has a rest parameter, which no request fills. Declare its "params".`);
  const query: QuerySpec[] = [];
  const isQuery = ({ name }: Named): boolean => name !== REQUEST && !(name === BODY && body !== undefined);
  const [first] = signature.slots;
  const slots = signature.slots.map((slot, index): EndpointSlot => {
    if (index === 1 && first?.kind === "object") return { kind: "request" };
    if (slot.kind === "object") {
      query.push(...slot.members.filter(isQuery).map(specOfNamed));
      return { kind: "object", names: slot.members.map(({ name }) => name) };
    }
    if (REQUESTS.includes(slot.named.name)) return { kind: "request" };
    if (isQuery(slot.named)) query.push(specOfNamed(slot.named));
    return { kind: "value", name: slot.named.name };
  });
  return { query, body, slots };
}

function signatureOf(what: string, fn: CallableFunction): Signature {
  try {
    return readSignature(what, fn);
  } catch (error) {
    throw new InvalidError(
      `${what}: its parameters do not say which query parameters they stand for. Declare its "params".`,
      { cause: error },
    );
  }
}

function specOfNamed({ name, default: given }: Named): QuerySpec {
  const literal = given?.literal;
  const type = typeof literal === "number" || typeof literal === "boolean" ? typeof literal : "string";
  return {
    name,
    type: type as QueryParameter["type"],
    isRequired: given === undefined,
    hasOwnDefault: given !== undefined,
    ...(literal !== undefined && { default: literal }),
  };
}

function checkBody(endpoint: string, body: unknown): void {
  if (body === undefined || body === "json" || body === "text" || body === "bytes") return;
  const isSchema = (typeof body === "object" || typeof body === "function") && body !== null && "~standard" in body;
  if (!isSchema)
    throw new InvalidError(
      `Endpoint \`${endpoint}\`: option "body" must be "json", "text", "bytes" or a schema that follows the Standard Schema interface, got ${describe(body)}.`,
    );
}
