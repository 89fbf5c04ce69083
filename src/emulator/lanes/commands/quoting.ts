/** A text as a shell reads it as one word. */
export function quoted(text: string): string {
  if (text === "") return "''";
  if (/\p{Cc}/u.test(text)) {
    const escapes: Readonly<Record<string, string>> = {
      "\n": "\\n",
      "\t": "\\t",
      "\r": "\\r",
      "'": "\\'",
      "\\": "\\\\",
    };
    const inside = text.replaceAll(
      /[\p{Cc}'\\]/gu,
      (char) => escapes[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`,
    );
    return `$'${inside}'`;
  }
  return text.replaceAll(/[^\w@%+=:,./\-\u0080-\uffff]/g, (char) => `\\${char}`);
}
