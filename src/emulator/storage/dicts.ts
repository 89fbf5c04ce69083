import type { StoredKind } from "./object-store.js";

/** What a stored dict holds. */
export class DictContent {}

export const DICTS: StoredKind<DictContent> = {
  kind: "Dict",
  prefix: "di",
  make: () => new DictContent(),
  hint: (name) => `\`Dict.fromName("${name}", { createIfMissing: true })\` or \`Dict.objects.create("${name}")\``,
};
