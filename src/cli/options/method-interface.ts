import type { ParameterDefinition } from "../../contract/app-definition.js";
import type { ClsHandle } from "../../api/classes/cls-handle.js";
import { InvalidError } from "../../contract/errors.js";
import { optionInterface, type CommandInterface } from "./command-interface.js";
import { inferredInterface } from "./inferred-interface.js";
import type { OptionSpec } from "./option-spec.js";

type Options = Extract<CommandInterface, { kind: "options" }>;

/**
 * The options of a method of a class: those of the instance, its parameters or the arguments of its constructor, and
 * those of the method. With the former, the list of the constructor's arguments stands before the method's own.
 * Modal: docs/modal/command-line.md#arguments.
 * @throws InvalidError for parameters that cannot be given on a command line
 */
export function methodInterface(what: string, cls: ClsHandle, method: string): CommandInterface {
  const code = cls.shape?.code.get(method);
  if (!code) throw new InvalidError(`${what}: its class has no such method.`);
  const own = inferredInterface(what, code, "literal");
  if (!hasInstances(cls)) return own;
  const init = instanceInterface(`Class \`${cls.name}\``, cls);
  if (own.kind === "words")
    throw new InvalidError(
      `${what}: a rest parameter takes everything on the command line, and its class has parameters of its own.`,
    );
  return optionInterface(what, [...init.specs, ...own.specs], (values) => [init.bind(values), ...own.bind(values)]);
}

/** What {@link methodInterface} has bound: what an instance is made with, and what the method is called with. */
export function splitArguments(
  cls: ClsHandle,
  args: readonly unknown[],
): [init: readonly unknown[], own: readonly unknown[]] {
  const [init, ...own] = args;
  return hasInstances(cls) ? [init as readonly unknown[], own] : [[], args];
}

/** Whether its instances differ. */
function hasInstances({ shape }: ClsHandle): boolean {
  return shape !== undefined && (shape.takesArguments || shape.parameters.length > 0);
}

function instanceInterface(what: string, { shape, local }: ClsHandle): Pick<Options, "specs" | "bind"> {
  if (shape?.takesArguments && local) {
    const found = inferredInterface(what, local.target as unknown as CallableFunction, "literal");
    if (found.kind === "words")
      throw new InvalidError(`${what}: a rest parameter of its constructor cannot be given on the command line.`);
    return found;
  }
  const parameters = shape?.parameters ?? [];
  return {
    specs: parameters.map((parameter) => specOf(what, parameter)),
    bind: (values) => [
      Object.fromEntries(parameters.flatMap(({ name }) => (Object.hasOwn(values, name) ? [[name, values[name]]] : []))),
    ],
  };
}

function specOf(what: string, { name, type, default: given }: ParameterDefinition): OptionSpec {
  if (type === "bytes")
    throw new InvalidError(`${what}: its parameter \`${name}\` is bytes, which cannot be given on the command line.`);
  const defaultText = given === undefined || typeof given === "string" ? given : JSON.stringify(given);
  return { name, type: type ?? "literal", isRequired: given === undefined, defaultText };
}
