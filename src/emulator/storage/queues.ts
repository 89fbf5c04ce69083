import type { StoredKind } from "./object-store.js";

/** What a stored queue holds. */
export class QueueContent {}

export const QUEUES: StoredKind<QueueContent> = {
  kind: "Queue",
  prefix: "qu",
  make: () => new QueueContent(),
  hint: (name) => `\`Queue.fromName("${name}", { createIfMissing: true })\` or \`Queue.objects.create("${name}")\``,
};
