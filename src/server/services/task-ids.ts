// A sandbox and its task are one here: the id of either tells that of the other, but for its kind.

/** Clients tell the kinds of sandboxes by their ids: those of the first kind have 22 characters. */
export function isV2(sandboxId: string): boolean {
  return !/^sb-[A-Za-z0-9]{22}$/.test(sandboxId);
}

/** `ta-…` of a sandbox `sb-…`. */
export function taskIdOf(sandboxId: string): string {
  return sandboxId.replace(/^sb-/, "ta-");
}

/** `sb-…` of a task `ta-…`. */
export function sandboxIdOf(taskId: string): string {
  return taskId.replace(/^ta-/, "sb-");
}
