import type { Bindings } from "../session/session.js";
import type { FunctionInWorld } from "./function-in-world.js";
import type { HydratedFunction } from "../calls/callee.js";

/** Ids of the functions that were warned of. */
const warned = new WeakMap<Bindings, Set<string>>();

/**
 * Warns, once for each function that was looked up, of arguments in one list, as Modal's JavaScript SDK takes them: here
 * the list is the first argument, and the others are missing. A list of another length than the function has required
 * parameters may be meant, where the others are optional by their types only.
 */
export function warnOfList(
  fn: FunctionInWorld,
  method: string,
  args: readonly unknown[],
  { session, functionId }: HydratedFunction,
): void {
  const [list] = args;
  if (args.length !== 1 || !Array.isArray(list)) return;
  const arity = fn.binder.arity?.(session, fn);
  if (arity === undefined || list.length !== arity) return;
  const known = warned.get(session.bindings) ?? new Set();
  if (known.has(functionId)) return;
  warned.set(session.bindings, known.add(functionId));
  const text = textOf(list);
  process.emitWarning(
    `\`${fn.name}\` has ${arity} parameters and was given one list, which is its first argument: \`${method}([${text}])\`. Write \`${method}(${text})\`: arguments are not in a list here, as they are in Modal's JavaScript SDK. If the list is meant to be the first of them, write \`${method}([${text}], undefined)\`.`,
  );
}

/** The elements as they are written, if they are short. */
function textOf(list: readonly unknown[]): string {
  const texts = list.map((value) => (typeof value === "string" ? JSON.stringify(value) : String(value)));
  const isPlain = list.every((value) => ["string", "number", "boolean", "undefined"].includes(typeof value));
  return isPlain && texts.join(", ").length <= 40 ? texts.join(", ") : "...list";
}
