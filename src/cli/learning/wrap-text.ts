/** The widest that paragraphs are set. */
const MEASURE = 80;

/** Sets paragraphs and lists of Markdown for a terminal. @param columns its width, in characters */
export function wrapText(text: string, columns: number): string {
  const width = Math.min(columns, MEASURE);
  return text
    .split(/\n{2,}/)
    .map((paragraph) =>
      paragraph
        .split(/\n(?=- )/)
        .map((part) => wrapLine(part.replaceAll("\n", " "), width))
        .join("\n"),
    )
    .join("\n\n");
}

/** Breaks long lines of what a program says; lines that begin with blanks or marks are no prose, and stay. */
export function wrapLines(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => (/^\w/.test(line) ? wrapLine(line, columns) : line))
    .join("\n");
}

/** What follows the first line of a list's item is indented. */
function wrapLine(text: string, width: number): string {
  const indent = text.startsWith("- ") ? "  " : "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/ +/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
