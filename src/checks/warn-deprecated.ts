/** Tells that a name still works but has a successor, as a Node.js `DeprecationWarning`. Modal: section 18. */
export function warnDeprecated(old: string, instead: string): void {
  process.emitWarning(`${old} is deprecated. Use ${instead}.`, "DeprecationWarning");
}
