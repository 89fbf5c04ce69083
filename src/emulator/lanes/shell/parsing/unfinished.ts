import type { CommandNode, StatementNode } from "./tree.js";

/**
 * Whether the parser has taken as whole what is not.
 * @returns `document`: a here-document has no end; `command`: a command is missing
 */
export function isUnfinished(statements: readonly StatementNode[]): "document" | "command" | undefined {
  let found: "document" | "command" | undefined;
  for (const { pipelines, operators } of statements) {
    for (const [index, { commands, negated, timed }] of pipelines.entries()) {
      const last = commands.at(-1);
      if (last && isEmpty(last) && (commands.length > 1 || (index > 0 && operators.length > 0 && !negated && !timed))) {
        return "command";
      }
      for (const command of commands) found ??= inCommand(command);
    }
  }
  return found;
}

function isEmpty(command: CommandNode): boolean {
  return (
    command.type === "SimpleCommand" &&
    !command.name &&
    command.assignments.length === 0 &&
    command.redirections.length === 0
  );
}

function inCommand(command: CommandNode): "document" | "command" | undefined {
  for (const { target } of command.redirections) {
    if (target.type === "HereDoc" && target.terminated === false) return "document";
  }
  switch (command.type) {
    case "If":
      for (const { condition, body } of command.clauses) {
        const found = isUnfinished(condition) ?? isUnfinished(body);
        if (found) return found;
      }
      return command.elseBody ? isUnfinished(command.elseBody) : undefined;
    case "For":
    case "CStyleFor":
    case "Subshell":
    case "Group":
      return isUnfinished(command.body);
    case "While":
    case "Until":
      return isUnfinished(command.condition) ?? isUnfinished(command.body);
    case "Case":
      for (const { body } of command.items) {
        const found = isUnfinished(body);
        if (found) return found;
      }
      return undefined;
    case "FunctionDef":
      return inCommand(command.body);
    default:
      return undefined;
  }
}
