import type { CallGraphNode } from "../../contract/backend.js";
import type { CallRecord, InputRecord } from "../records/call-record.js";

/**
 * The roots of the tree that a call is part of, one node per input, in order of creation. What has expired is left out,
 * with what it called. Modal: docs/modal/function-calls.md#call-graph.
 */
export function callGraph(call: CallRecord, hasExpired: (input: InputRecord) => boolean): readonly CallGraphNode[] {
  return nodes(rootOf(call).inputs, hasExpired);
}

function nodes(inputs: readonly InputRecord[], hasExpired: (input: InputRecord) => boolean): CallGraphNode[] {
  return inputs
    .filter((input) => !hasExpired(input))
    .map((input) => node(input, (children) => nodes(children, hasExpired)));
}

function rootOf(call: CallRecord): CallRecord {
  let root = call;
  while (root.parent) root = root.parent.call;
  return root;
}

function node(input: InputRecord, nodesOf: (inputs: readonly InputRecord[]) => CallGraphNode[]): CallGraphNode {
  const { target } = input.call;
  return {
    inputId: input.id,
    functionCallId: input.call.id,
    taskId: input.taskId ?? null,
    status: status(input),
    functionName: target.tag,
    moduleName: moduleName(target.definition.file),
    children: input.children.flatMap((child) => nodesOf(child.inputs)),
  };
}

function status({ status: ended }: InputRecord): CallGraphNode["status"] {
  return ended === undefined ? "PENDING" : ended === "INTERNAL_FAILURE" ? "FAILURE" : ended;
}

function moduleName(file: string | undefined): string {
  return (
    file
      ?.split("/")
      .at(-1)
      ?.replace(/\.[cm]?[jt]sx?$/, "") ?? ""
  );
}
