import { expandSubscript } from "../expansion/subscripts.js";
import { keyOf } from "../state/shell-arithmetic.js";
import type { Shell } from "../state/shell.js";
import { CommandError, LineAbort } from "../values/control.js";

/**
 * Unsets a name or an element of an array.
 * @param own of a reference, it itself
 * @returns whether there was one
 * @throws CommandError if it cannot be unset
 */
export async function removeVariable(shell: Shell, text: string, own: boolean): Promise<boolean> {
  const [, written = "", subscript] = /^([^[]*)(?:\[(.*)\])?$/s.exec(text) ?? [];
  if (!/^[A-Za-z_]\w*$/.test(written)) return true;
  const name = own ? written : shell.variables.resolve(written).name;
  const variable = shell.variables.findOwn(name);
  if (!variable) return false;
  if (variable.readonly) throw new CommandError(`unset: ${name}: cannot unset: readonly variable`);
  if (subscript === undefined) return shell.variables.unset(name);
  if (subscript === "@" || subscript === "*") {
    if (variable.list) variable.list = new Map();
    else if (variable.table && !variable.table.delete(subscript)) variable.table = new Map();
    else if (!variable.table) return shell.variables.unset(name);
    return true;
  }
  const key = await expandSubscript(shell, name, subscript);
  if (variable.table) return variable.table.delete(key);
  if (!variable.list) {
    if (key !== "0") throw new CommandError(`unset: ${name}: not an array variable`);
    return shell.variables.unset(name);
  }
  try {
    return variable.list.delete(Number(keyOf(shell, name, variable, key)));
  } catch (error) {
    if (error instanceof LineAbort) throw new CommandError(`unset: [${subscript}]: bad array subscript`);
    throw error;
  }
}
