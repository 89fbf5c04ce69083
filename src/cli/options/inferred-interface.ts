import { optionInterface, type CommandInterface, type OptionValues } from "./command-interface.js";
import type { OptionSpec, ValueType } from "./option-spec.js";
import { readSignature, type Named, type Slot } from "../../checks/signature.js";

/**
 * The options that a function's own parameters stand for. A literal default tells the type.
 * @param untyped how the text is read for a parameter whose default tells nothing
 * @throws InvalidError for parameters that cannot be given on a command line
 */
export function inferredInterface(what: string, fn: CallableFunction, untyped: "string" | "literal"): CommandInterface {
  const signature = readSignature(what, fn);
  if (signature.kind === "rest") return { kind: "words" };
  const { slots } = signature;
  const specs = slots
    .flatMap((slot) => (slot.kind === "value" ? [slot.named] : slot.members))
    .map((named) => specOf(named, untyped));
  return optionInterface(what, specs, (values) => slots.map((slot) => fill(slot, values)));
}

function specOf({ name, default: given }: Named, untyped: "string" | "literal"): OptionSpec {
  return {
    name,
    type: typeOf(given?.literal) ?? (given ? "literal" : untyped),
    isRequired: !given,
    defaultText: given && String(given.literal ?? given.text),
  };
}

function typeOf(literal: string | number | boolean | undefined): ValueType | undefined {
  const type = typeof literal;
  return type === "string" || type === "number" || type === "boolean" ? type : undefined;
}

/** What was not given stays absent, so that the function's own default holds. */
function fill(slot: Slot, values: OptionValues): unknown {
  if (slot.kind === "value") return values[slot.named.name];
  const given = slot.members.filter(({ name }) => Object.hasOwn(values, name));
  return Object.fromEntries(given.map(({ name }) => [name, values[name]]));
}
