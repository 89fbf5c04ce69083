import { missing, type RequestProblem } from "./request-problem.js";

/** One query parameter, by its name. */
export interface QueryField {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean";
  /** The only texts that it may be. */
  readonly choices?: readonly string[] | undefined;
  readonly isRequired: boolean;
  /** What it stands for has a default of its own, so that it is left out if it is not given. */
  readonly hasOwnDefault: boolean;
  readonly default?: unknown;
}

const YES: ReadonlySet<string> = new Set(["1", "true", "t", "yes", "y", "on"]);
const NO: ReadonlySet<string> = new Set(["0", "false", "f", "no", "n", "off"]);
const INTEGER = /^\s*[+-]?\d+(?:_\d+)*(?:\.0+)?\s*$/;
const NUMBER = /^\s*[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
]);

/** The values of query parameters; of one that is given several times, the last. */
export function readQuery(
  specs: readonly QueryField[],
  given: URLSearchParams,
): { readonly values: Record<string, unknown>; readonly problems: readonly RequestProblem[] } {
  const values = Object.create(null) as Record<string, unknown>; // names may be those of any object
  const problems: RequestProblem[] = [];
  for (const spec of specs) {
    const text = given.getAll(spec.name).at(-1);
    if (text !== undefined) {
      const read = readValue(spec, text);
      if ("problem" in read) {
        const { type, msg, ctx } = read.problem;
        problems.push({ type, loc: ["query", spec.name], msg, input: text, ...(ctx && { ctx }) });
      } else values[spec.name] = read.value;
    } else if (spec.isRequired) problems.push(missing(["query", spec.name]));
    else if (!spec.hasOwnDefault) values[spec.name] = spec.default;
  }
  return { values, problems };
}

type Problem = Pick<RequestProblem, "type" | "msg" | "ctx">;

function readValue({ type, choices }: QueryField, text: string): { value: unknown } | { problem: Problem } {
  if (choices && !choices.includes(text)) {
    const expected = listed(choices.map((choice) => `'${choice}'`));
    return { problem: { type: "literal_error", msg: `Input should be ${expected}`, ctx: { expected } } };
  }
  const word = text.trim().toLowerCase();
  switch (type) {
    case "string":
      return { value: text };
    case "boolean":
      if (YES.has(text.toLowerCase())) return { value: true };
      if (NO.has(text.toLowerCase())) return { value: false };
      return {
        problem: { type: "bool_parsing", msg: "Input should be a valid boolean, unable to interpret input" },
      };
    case "integer":
      if (INTEGER.test(text)) return { value: Number(word.replaceAll("_", "")) };
      return {
        problem: {
          type: "int_parsing",
          msg: "Input should be a valid integer, unable to parse string as an integer",
        },
      };
    case "number":
      if (NUMBER.test(text)) return { value: Number(word.replaceAll("_", "")) };
      if (SPECIAL.has(word)) return { value: SPECIAL.get(word) };
      return {
        problem: { type: "float_parsing", msg: "Input should be a valid number, unable to parse string as a number" },
      };
  }
}

function listed(words: readonly string[]): string {
  const [last = ""] = words.slice(-1);
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
