// A sandbox and its task are one here: the id of either tells that of the other, but for its kind.

/** `ta-…` of a sandbox `sb-…`. */
export function taskIdOf(sandboxId: string): string {
  return sandboxId.replace(/^sb-/, "ta-");
}

/** `sb-…` of a task `ta-…`. */
export function sandboxIdOf(taskId: string): string {
  return taskId.replace(/^ta-/, "sb-");
}
