import type { ClassBinding, ParameterDefinition } from "../../contract/app-definition.js";
import { InvalidError } from "../../contract/errors.js";
import { describe, isPlainObject } from "../../checks/options.js";
import { typeOfParameter } from "../marks/parameter-type.js";

/** What Modal's messages call the types. */
const NAMES = { string: "str", integer: "int", boolean: "bool", bytes: "bytes" } as const;

/**
 * What an instance of a class is made with: the value of every parameter by name, or the arguments of its constructor.
 * Checked when the instance is used for the first time. Modal: docs/modal/classes.md#parameters.
 * @returns `undefined` for a class with neither
 * @throws InvalidError for positional arguments, missing and unknown parameters; TypeError for a value of the wrong
 * type
 */
export function classArguments(
  name: string,
  { parameters, takesArguments }: Pick<ClassBinding, "parameters" | "takesArguments">,
  given: readonly unknown[],
): readonly unknown[] | undefined {
  if (takesArguments) return given;
  const [values = {}] = given;
  if (given.length > 1 || !isPlainObject(values)) {
    throw new InvalidError(
      `\`new ${name}(…)\` takes its parameters by name, in one object${parameters.length > 0 ? ` such as { ${parameters[0]?.name}: … }` : ", and has none"}; got ${given.map(describe).join(", ")}.`,
    );
  }
  const unknown = Object.keys(values).filter((key) => !parameters.some((parameter) => parameter.name === key));
  if (unknown.length > 0)
    throw new InvalidError(
      `Parameter ${unknown.join(", ")} was provided but is not defined by class \`${name}\`. ${known(parameters)}`,
    );
  if (parameters.length === 0) return undefined;
  return [
    Object.fromEntries(
      parameters.map((parameter) => [parameter.name, valueOf(name, parameter, values[parameter.name])]),
    ),
  ];
}

function known(parameters: readonly ParameterDefinition[]): string {
  return parameters.length > 0 ? `It has ${parameters.map(({ name }) => name).join(", ")}.` : "It has no parameters.";
}

function valueOf(name: string, parameter: ParameterDefinition, given: unknown): unknown {
  const value = given === undefined ? parameter.default : given;
  if (value === undefined)
    throw new InvalidError(`Missing required parameter: ${parameter.name} of class \`${name}\`.`);
  const type = typeOfParameter(value);
  const expected = parameter.type;
  const fits =
    type !== undefined &&
    (expected === undefined || type === expected || (expected === "integer" && type === "boolean"));
  if (fits) return value;
  throw new TypeError(
    `Parameter ${parameter.name} of class \`${name}\`: Expected ${expected === undefined ? Object.values(NAMES).join(", ") : NAMES[expected]}, got ${type === undefined ? kindOf(value) : NAMES[type]} (${describe(value)}).`,
  );
}

function kindOf(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "int beyond the safe integers" : "float";
  return typeof value;
}
