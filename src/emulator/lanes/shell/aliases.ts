import type { SimpleCommandNode } from "./parsing/tree.js";
import type { Shell } from "./state/shell.js";

/** The command with the words of its alias, if its name is one. */
export function expandAlias(
  shell: Shell,
  node: SimpleCommandNode,
  used: ReadonlySet<string> = new Set(),
): SimpleCommandNode {
  const [only] = node.name?.parts ?? [];
  const name = node.name?.parts.length === 1 && only?.type === "Literal" ? only.value : undefined;
  const text = name === undefined || used.has(name) ? undefined : shell.aliases.get(name);
  if (name === undefined || text === undefined) return node;
  const parsed = shell.parser.parse(text);
  const [statement, ...others] = parsed.kind === "script" ? parsed.statements : [];
  const command = statement?.pipelines[0]?.commands[0];
  if (others.length > 0 || command?.type !== "SimpleCommand" || statement?.pipelines[0]?.commands.length !== 1)
    return node;
  const expanded: SimpleCommandNode = {
    ...node,
    name: command.name ?? node.args[0] ?? null,
    args: [...command.args, ...(command.name ? node.args : node.args.slice(1))],
    assignments: [...node.assignments, ...command.assignments],
    redirections: [...command.redirections, ...node.redirections],
  };
  const result = expandAlias(shell, expanded, new Set([...used, name]));
  // one that ends in a blank says that the next word may be an alias as well
  const [next, ...rest] = node.args;
  if (!/\s$/.test(text) || !next || !command.name || result.args.at(-node.args.length) !== next) return result;
  const second = expandAlias(shell, { ...node, name: next, args: [], assignments: [], redirections: [] });
  if (!second.name) return result;
  const before = result.args.slice(0, result.args.length - node.args.length);
  return { ...result, args: [...before, second.name, ...second.args, ...rest] };
}
