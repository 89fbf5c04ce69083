/** What is left to say of something thrown that cannot be read: code of the user's may throw at each look at it. */
export function textOfThrown(thrown: unknown): string {
  try {
    return thrown instanceof globalThis.Error
      ? `${thrown.name}: ${thrown.message}`
      : Object.prototype.toString.call(thrown);
  } catch {
    return "whose name and message cannot be read";
  }
}

/** The message of an error, or the text of whatever else was thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof globalThis.Error ? String(thrown.message) : String(thrown);
  } catch {
    return "its message cannot be read";
  }
}
