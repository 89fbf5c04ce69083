import type { QuerySpec } from "../../../api/web/endpoint-shape.js";
import type { EndpointBody } from "../../../api/types/endpoint-types.js";
import type { Endpoint } from "./endpoint-app.js";

type Json = Readonly<Record<string, unknown>>;

const PROBLEM: Json = {
  properties: {
    loc: { items: { anyOf: [{ type: "string" }, { type: "integer" }] }, type: "array", title: "Location" },
    msg: { type: "string", title: "Message" },
    type: { type: "string", title: "Error Type" },
    input: { title: "Input" },
    ctx: { type: "object", title: "Context" },
  },
  type: "object",
  required: ["loc", "msg", "type"],
  title: "ValidationError",
};
const PROBLEMS: Json = {
  properties: { detail: { items: { $ref: "#/components/schemas/ValidationError" }, type: "array", title: "Detail" } },
  type: "object",
  title: "HTTPValidationError",
};

/** An endpoint as OpenAPI describes it, as FastAPI would. */
export function openApi({ name, settings, shape }: Endpoint): Json {
  const method = (settings.method ?? "GET").toLowerCase();
  const takes = shape.query.length > 0 || shape.body !== undefined;
  const operation: Json = {
    summary: titled(name),
    operationId: `${name}__${method}`,
    ...(shape.query.length > 0 && { parameters: shape.query.map(parameterOf) }),
    ...(shape.body !== undefined && { requestBody: bodyOf(shape.body) }),
    responses: {
      200: { description: "Successful Response", content: { "application/json": { schema: {} } } },
      ...(takes && {
        422: {
          description: "Validation Error",
          content: { "application/json": { schema: { $ref: "#/components/schemas/HTTPValidationError" } } },
        },
      }),
    },
  };
  return {
    openapi: "3.1.0",
    info: { title: "FastAPI", version: "0.1.0" },
    paths: { "/": { [method]: operation } },
    ...(takes && { components: { schemas: { HTTPValidationError: PROBLEMS, ValidationError: PROBLEM } } }),
  };
}

function parameterOf({ name, type, choices, description, isRequired, default: value }: QuerySpec): Json {
  const schema = {
    type,
    ...(choices && { enum: choices }),
    ...(value !== undefined && { default: value }),
    title: titled(name),
  };
  return { name, in: "query", required: isRequired, schema, ...(description !== undefined && { description }) };
}

function bodyOf(body: EndpointBody): Json {
  if (body === "text") return { content: { "text/plain": { schema: { type: "string" } } } };
  if (body === "bytes") return { content: { "application/octet-stream": { schema: {} } } };
  return { content: { "application/json": { schema: body === "json" ? {} : jsonSchemaOf(body) } }, required: true };
}

/** Of a library whose schemas tell it. */
function jsonSchemaOf(schema: Exclude<EndpointBody, string>): unknown {
  const standard = schema["~standard"] as { jsonSchema?: { input?: (options: { target: string }) => unknown } };
  return standard.jsonSchema?.input?.({ target: "draft-2020-12" }) ?? {};
}

function titled(name: string): string {
  const words = name.replaceAll("_", " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

/** The page under a path, if there is one: it reads the description, and asks nothing of anywhere else. */
export function docsPage(path: string): string | undefined {
  return path === "/docs" || path === "/redoc" ? PAGE : undefined;
}

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>FastAPI</title>
<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:48rem;padding:0 1rem}pre{background:#f4f4f4;padding:1rem;overflow:auto}label{display:block}</style>
</head>
<body><h1>FastAPI</h1><form><div></div><button>Send</button></form><pre id="answer"></pre><h2>openapi.json</h2><pre id="description"></pre>
<script>
fetch("openapi.json").then((r) => r.json()).then((description) => {
  const [[method, operation]] = Object.entries(description.paths["/"]);
  document.querySelector("h1").textContent = operation.summary + " \\u2014 " + method.toUpperCase() + " /";
  document.querySelector("#description").textContent = JSON.stringify(description, null, 2);
  const form = document.querySelector("form"), fields = form.querySelector("div");
  const field = (name, tag) => {
    const label = document.createElement("label"), input = document.createElement(tag);
    input.name = name; label.append(name + " ", input); fields.append(label); return input;
  };
  for (const { name, schema } of operation.parameters ?? []) field(name, "input").value = schema.default ?? "";
  const [type] = Object.keys(operation.requestBody?.content ?? {});
  const body = type && field("body", "textarea");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const { name } of operation.parameters ?? []) if (form.elements[name].value !== "") query.set(name, form.elements[name].value);
    const answer = await fetch("./?" + query, { method: method.toUpperCase(), ...(type && { body: body.value, headers: { "content-type": type } }) });
    document.querySelector("#answer").textContent = answer.status + "\\n" + (await answer.text());
  });
});
</script></body></html>
`;
