import type { CallGraphNode } from "../../api/backend.js";
import type { CallRecord, InputRecord } from "./records.js";

/** The roots of the tree that a call is part of, one node per input, in order of creation. Modal: section 3.2. */
export function callGraph(call: CallRecord): readonly CallGraphNode[] {
  return rootOf(call).inputs.map(node);
}

function rootOf(call: CallRecord): CallRecord {
  let root = call;
  while (root.parent) root = root.parent.call;
  return root;
}

function node(input: InputRecord): CallGraphNode {
  const { target } = input.call;
  return {
    inputId: input.id,
    functionCallId: input.call.id,
    taskId: input.taskId ?? null,
    status: status(input),
    functionName: target.tag,
    moduleName: moduleName(target.definition.file),
    children: input.children.flatMap((child) => child.inputs.map(node)),
  };
}

function status({ status: ended }: InputRecord): CallGraphNode["status"] {
  return ended === undefined ? "PENDING" : ended === "INTERNAL_FAILURE" ? "FAILURE" : ended;
}

function moduleName(file: string | undefined): string {
  return file?.split("/").at(-1)?.replace(/\.[cm]?[jt]sx?$/, "") ?? "";
}
