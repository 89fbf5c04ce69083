/**
 * As in Modal's JavaScript SDK: finds options under names that they do not have any more.
 * @param renames new names by old ones
 * @throws Error that names the first of them
 */
export function checkForRenamedParams(params: unknown, renames: Readonly<Record<string, string>>): void {
  if (typeof params !== "object" || params === null) return;
  for (const [old, name] of Object.entries(renames))
    if (old in params) throw new globalThis.Error(`Parameter '${old}' has been renamed to '${name}'.`);
}
