import { readQuery, type QueryField } from "../../checks/read-query.js";
import type { RequestProblem } from "../../checks/request-problem.js";
import type { ParameterDefinition } from "../../contract/app-definition.js";

/** What the query of a request says of a class's parameters. */
export type ClassParameters =
  | { readonly values: Readonly<Record<string, unknown>> }
  | { readonly problems: readonly RequestProblem[] };

/**
 * Which instance of a class answers a request: values of all parameters, in the order of their definition. What else
 * the query has is the app's. Modal: docs/modal/web-endpoints.md#requests.
 */
export function classParameters(parameters: readonly ParameterDefinition[], query: URLSearchParams): ClassParameters {
  const { values, problems } = readQuery(parameters.map(fieldOf), query);
  const tooLarge = parameters.flatMap(({ name, type }): RequestProblem[] =>
    type === "integer" && typeof values[name] === "number" && !Number.isSafeInteger(values[name])
      ? [
          {
            type: "int_parsing_size",
            loc: ["query", name],
            msg: "Unable to parse input string as an integer, exceeded maximum size",
            input: query.getAll(name).at(-1),
          },
        ]
      : [],
  );
  const wrong = [...problems, ...tooLarge];
  if (wrong.length > 0) return { problems: wrong };
  return {
    values: Object.fromEntries(
      parameters.map(({ name, type }) => [name, type === "bytes" ? bytesOf(values[name]) : values[name]]),
    ),
  };
}

/** One whose type is any is a text, as the query has it. */
function fieldOf({ name, type, default: given }: ParameterDefinition): QueryField {
  return {
    name,
    type: type === "integer" || type === "boolean" ? type : "string",
    isRequired: given === undefined,
    hasOwnDefault: false,
    default: given,
  };
}

/** Those of a text, in UTF-8. */
function bytesOf(value: unknown): unknown {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}
