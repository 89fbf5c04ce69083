import type { EndpointBody, StandardSchema } from "../../../api/types/endpoint-types.js";
import { jsonFault } from "./json-fault.js";
import { missing, type RequestProblem } from "../../../checks/request-problem.js";

const JSON_TYPE = /^\s*application\/(?:[^/;]*\+)?json\s*(?:;|$)/i;

/** What is not said to be JSON is a text, which no fields can be taken from. */
const NO_OBJECT: Omit<RequestProblem, "input"> = {
  type: "model_attributes_type",
  loc: ["body"],
  msg: "Input should be a valid dictionary or object to extract fields from",
};

type Read = { readonly value: unknown } | { readonly problems: readonly RequestProblem[] };

/** The body of a request as its endpoint wants it. */
export async function readBody(body: EndpointBody, request: Request): Promise<Read> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (body === "bytes") return { value: bytes };
  const text = new TextDecoder().decode(bytes);
  if (body === "text") return { value: text };
  if (bytes.length === 0) return { problems: [missing(["body"])] };
  const isJson = JSON_TYPE.test(request.headers.get("content-type") ?? "");
  if (!isJson && body !== "json") return { problems: [{ ...NO_OBJECT, input: text }] };
  const json = isJson ? readJson(text) : { value: text };
  return "value" in json && body !== "json" ? validated(body, json.value) : json;
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const { at, error } = jsonFault(text);
    const problem = { type: "json_invalid", loc: ["body", at], msg: "JSON decode error", input: {}, ctx: { error } };
    return { problems: [problem] };
  }
}

async function validated(schema: StandardSchema, value: unknown): Promise<Read> {
  const result = await schema["~standard"].validate(value);
  if (!result.issues) return { value: result.value };
  return {
    problems: result.issues.map(({ message, path = [] }) => {
      const keys = path.map((part) => (typeof part === "object" ? part.key : part));
      const input = keys.reduce<unknown>(
        (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
        value,
      );
      const loc = ["body", ...keys.map((key) => (typeof key === "number" ? key : String(key)))];
      return { type: "value_error", loc, msg: message, input: input ?? null };
    }),
  };
}
