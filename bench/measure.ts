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
  return median(times);
}

/** Milliseconds that two bodies take, and the median of their ratios: they take turns in small rounds, so that both meet the same moods of the machine. */
export async function compareMs(
  rounds: number,
  ours: () => Promise<unknown>,
  peer: () => Promise<unknown>,
): Promise<{ ours: number; peer: number; ratio: number }> {
  const pairs: (readonly [ours: number, peer: number])[] = [];
  for (let round = 0; round < rounds; round++) pairs.push([await medianMs(1, ours), await medianMs(1, peer)]);
  return {
    ours: median(pairs.map(([ms]) => ms)),
    peer: median(pairs.map(([, ms]) => ms)),
    ratio: median(pairs.map(([mine, theirs]) => mine / theirs)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
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
