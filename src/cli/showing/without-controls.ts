/** A text whose control characters are shown as escapes: it stays in its line, and a terminal does nothing of it. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) =>
    JSON.stringify(control)
      .slice(1, -1)
      .replace(/^\p{Cc}$/u, escaped),
  );
}

/** JSON leaves some of them as they are. */
function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
