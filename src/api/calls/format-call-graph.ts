import type { CallGraphNode } from "../../contract/backend.js";

/**
 * The call graph as a text for people: a line for each input, with its function, what became of it, its id and its
 * container.
 * @param roots what `FunctionCall.getCallGraph` has returned
 * @example console.log(formatCallGraph(await call.getCallGraph()));
 */
export function formatCallGraph(roots: readonly CallGraphNode[]): string {
  return roots.flatMap((root) => lines(root)).join("\n");
}

function lines({ functionName, status, inputId, taskId, children }: CallGraphNode): string[] {
  const own = `${functionName} ${status} ${inputId}${taskId === null ? "" : ` in ${taskId}`}`;
  return [own, ...children.flatMap((child, index) => branch(lines(child), index === children.length - 1))];
}

function branch([first = "", ...rest]: readonly string[], isLast: boolean): string[] {
  return [`${isLast ? "└─ " : "├─ "}${first}`, ...rest.map((line) => `${isLast ? "   " : "│  "}${line}`)];
}
