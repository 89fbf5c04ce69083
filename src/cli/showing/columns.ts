/** Lines of a table without borders. @param isNumeric columns whose cells stand at the right */
export function columnLines(rows: readonly (readonly string[])[], isNumeric: (column: number) => boolean): string[] {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((text, column) => Math.max(text.length, known[column] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((text, column) =>
        isNumeric(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
