/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly note: string;
}

/** Milliseconds that `body` takes, the median of several rounds. */
export async function medianMs(rounds: number, body: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await body();
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

export function printTable(rows: readonly Row[]): void {
  console.log("| what | modal-emulator | peer, same run | note |\n| --- | --- | --- | --- |");
  for (const { what, ours, peer, note } of rows) console.log(`| ${what} | ${ours} | ${peer} | ${note} |`);
}

export function microseconds(ms: number): string {
  return `${(ms * 1000).toFixed(0)} µs`;
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

export function perSecond(count: number, ms: number): string {
  return `${Math.round((count / ms) * 1000).toLocaleString("en-US")} /s`;
}
