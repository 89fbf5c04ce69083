import { ExitCode } from "./endings/exit-code.js";
import { runCommandLine } from "./run-command-line.js";
import type { Output } from "../output/streams.js";

/**
 * How long an interrupted command waits for its app to stop: what is served has exit hooks on real time. And how long it
 * may take to end.
 */
const PATIENCE_MS = process.argv[2] === "serve" ? 2000 : 100;
const GRACE_MS = 3000;

const interrupted = new AbortController();
const overdue = new AbortController();
let isHeard = false;
process.on("SIGINT", () => {
  if (isHeard) {
    overdue.abort();
    setImmediate(() => process.exit(ExitCode.interrupted)); // once the report is out
  }
  if (interrupted.signal.aborted) return; // code that never waited has kept both back
  interrupted.abort();
  setImmediate(() => {
    isHeard = true;
  });
  setTimeout(() => overdue.abort(), PATIENCE_MS).unref();
  setTimeout(() => process.exit(ExitCode.interrupted), GRACE_MS).unref();
});

/** The stream as it is now: `runCommandLine` takes over the process's own `write` while it runs. */
function output(stream: NodeJS.WriteStream): Output {
  stream.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? ExitCode.ok : ExitCode.failure),
  ); // as with `| head`
  return {
    write: stream.write.bind(stream),
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
  };
}

const streams = { stdout: output(process.stdout), stderr: output(process.stderr) };

process.on("beforeExit", () => {
  streams.stderr.write(
    "Error: the run has not ended, but nothing is left that could go on: it waits for a promise that nobody resolves.\n",
  );
  process.exit(ExitCode.failure);
});

/** What the app has left behind, such as a timer, does not keep the command from ending. */
function exit(code: number): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

void runCommandLine(process.argv.slice(2), streams, {
  signal: interrupted.signal,
  overdue: overdue.signal,
  now: () => performance.now(),
}).then(exit);
