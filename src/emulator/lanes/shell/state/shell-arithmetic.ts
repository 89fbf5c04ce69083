import { evaluateArithmetic, type ArithmeticVariables } from "../values/arithmetic.js";
import { ArithmeticError } from "../values/arithmetic-tokens.js";
import { LineAbort } from "../values/control.js";
import { entriesOf, isSet, type Variable } from "../values/variable.js";
import type { Shell } from "./shell.js";

/**
 * @param prefix before the message, such as `let: `
 * @throws LineAbort with bash's words
 */
export function evaluateForShell(shell: Shell, text: string, prefix = ""): bigint {
  try {
    return evaluateArithmetic(text, shellArithmetic(shell));
  } catch (error) {
    if (error instanceof ArithmeticError) throw new LineAbort(prefix + error.message);
    throw error;
  }
}

/** The variables of a shell as arithmetic sees them. */
export function shellArithmetic(shell: Shell): ArithmeticVariables {
  const { variables } = shell;
  return {
    get: (name, subscript) => {
      const value = subscript === undefined ? variables.get(name) : elementOf(shell, name, subscript);
      if (value === undefined && shell.options.has("nounset")) {
        const shown = subscript === undefined ? name : `${name}[${subscript}]`;
        throw new LineAbort(`${shown}: unbound variable`, { code: 127, fatal: true });
      }
      return value;
    },
    set: (name, subscript, value) => {
      if (subscript === undefined) variables.set(name, value);
      else setElement(shell, name, subscript, value, false);
    },
  };
}

/**
 * The key that a subscript stands for.
 * @throws LineAbort if it is before the array
 */
export function keyOf(shell: Shell, name: string, variable: Variable | undefined, subscript: string): string {
  if (variable?.table) return subscript;
  const index = evaluateForShell(shell, subscript);
  if (index >= 0n) return String(index);
  const last = variable ? Number(entriesOf(variable).at(-1)?.[0] ?? -1) : -1;
  const actual = BigInt(last + 1) + index;
  if (actual < 0n) throw new LineAbort(`${name}: bad array subscript`);
  return String(actual);
}

/** @param subscript expanded */
export function elementOf(shell: Shell, name: string, subscript: string): string | undefined {
  const target = shell.variables.resolve(name).name;
  const variable = shell.variables.findOwn(target);
  if (!variable || !isSet(variable)) {
    keyOf(shell, target, variable, subscript);
    return undefined;
  }
  if (variable.table) return variable.table.get(subscript);
  const key = keyOf(shell, target, variable, subscript);
  if (variable.list) return variable.list.get(Number(key));
  return key === "0" ? variable.value : undefined;
}

/** @param subscript expanded */
export function setElement(shell: Shell, name: string, subscript: string, value: string, append: boolean): void {
  const target = shell.variables.resolve(name).name;
  const variable = shell.variables.writable(target);
  if (subscript === "") throw new LineAbort(`${name}[]: bad array subscript`);
  let key: string;
  try {
    key = keyOf(shell, target, variable, subscript);
  } catch (error) {
    if (!(error instanceof LineAbort)) throw error;
    throw new LineAbort(`${name}[${subscript}]: bad array subscript`);
  }
  shell.variables.setElement(target, variable, key, value, append);
}
