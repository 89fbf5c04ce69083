import { setElement } from "../state/shell-arithmetic.js";
import type { Shell } from "../state/shell.js";
import { LineAbort } from "../values/control.js";
import { splitSubscript } from "./parameters.js";
import { expandSubscript } from "./subscripts.js";

/**
 * Sets a name, or an element of an array.
 * @throws LineAbort if it cannot be assigned
 */
export async function assignParameter(shell: Shell, parameter: string, value: string, append = false): Promise<void> {
  const { name, subscript } = splitSubscript(parameter);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new LineAbort(`$${parameter}: cannot assign in this way`);
  if (subscript === undefined) return shell.variables.set(name, value, { append });
  if (subscript === "@" || subscript === "*") {
    if (!shell.variables.find(name)?.table) throw new LineAbort(`${parameter}: bad array subscript`);
  }
  setElement(shell, name, await expandSubscript(shell, name, subscript), value, append);
}
