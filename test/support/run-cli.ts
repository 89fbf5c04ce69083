import { runCommandLine } from "../../dist/cli/run-command-line.js";

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
  /** What has not stopped by then is not waited for. */
  readonly overdue?: AbortSignal;
  /** How long it waits for another command that changes the same state. */
  readonly patienceMs?: number;
  /** Real milliseconds that pass from one look at the clock to the next. */
  readonly tickMs?: number;
  /** Hears of everything as it is written. */
  readonly onWrite?: (stream: "stdout" | "stderr", text: string) => void;
}

/** Runs the command line in this process. */
export async function cli(
  argv: readonly string[],
  {
    isTTY = false,
    signal = new AbortController().signal,
    overdue = new AbortController().signal,
    tickMs = 0,
    patienceMs = 60_000,
    onWrite,
  }: CliOptions = {},
): Promise<CliResult> {
  const texts = { stdout: "", stderr: "" };
  const output = (stream: "stdout" | "stderr") => ({
    isTTY,
    columns: 100,
    write: (text: string | Uint8Array) => {
      texts[stream] += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
      onWrite?.(stream, String(text));
    },
  });
  let now = 0;
  const code = await runCommandLine(
    argv,
    { stdout: output("stdout"), stderr: output("stderr") },
    { signal, overdue, patienceMs, now: () => (now += tickMs) },
  );
  return { code, ...texts };
}

/** `modal-emulator run` with one thread. */
export function run(...words: string[]): Promise<CliResult> {
  return cli(["run", "--threads", "1", ...words]);
}

/** A file of `test/cli/apps`, with a name in it. */
export function app(file: string, name?: string): string {
  return `test/cli/apps/${file}${name === undefined ? "" : `::${name}`}`;
}
