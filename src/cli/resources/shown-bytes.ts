const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A number of bytes for people: `12 B`, `1.5 KiB`. */
export function shownBytes(count: number): string {
  const power = Math.min(UNITS.length - 1, count < 1024 ? 0 : Math.floor(Math.log2(count) / 10));
  return `${power === 0 ? count : (count / 1024 ** power).toFixed(1)} ${UNITS[power]}`;
}
