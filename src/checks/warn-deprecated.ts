/**
 * Tells that a name still works but has a successor, as a Node.js `DeprecationWarning`.
 * Modal: docs/modal/older-names.md.
 */
export function warnDeprecated(old: string, instead: string): void {
  process.emitWarning(`${old} is deprecated. Use ${instead}.`, "DeprecationWarning");
}
