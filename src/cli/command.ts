import { ExitCode } from "./endings/exit-code.js";
import { LastWords } from "./endings/last-words.js";
import { watchInterrupts } from "./interrupts/watch-interrupts.js";
import { ProcessOutput } from "./process-output.js";
import { silenceErrors } from "./silence-errors.js";

const command = process.argv[2];

/**
 * How long an interrupted command waits for its app to stop: what is served has exit hooks on real time. And how long it
 * may take to end.
 */
const PATIENCE_MS = command === "serve" ? 2000 : 100;
const GRACE_MS = 3000;

/** How long code that never waits may keep it from hearing of Ctrl-C, and how long it may then take to tell. */
const HELD_UP = { patienceMs: command === "serve" ? 1000 : 100, graceMs: 5000 };

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

const streams = { stdout: new ProcessOutput(process.stdout), stderr: new ProcessOutput(process.stderr) };

const lastWords = new LastWords();
function leave(): ExitCode {
  streams.stdout.leave();
  streams.stderr.leave();
  return lastWords.speak();
}

function end(code: number): void {
  process.on("exit", silenceErrors); // Node would say there that it waits for a debugger: whoever made it leave
  process.exit(code);
}

/** Commands that run code of the user's in this process. */
const HEARING: ReadonlySet<string | undefined> = new Set(["run", "serve", "simulate", "explore"]);
const watching = HEARING.has(command) ? watchInterrupts(leave, end, HELD_UP) : undefined;

process.on("beforeExit", () => {
  streams.stderr.write(
    "Error: the run has not ended, but nothing is left that could go on: it waits for a promise that nobody resolves.\n",
  );
  process.exit(ExitCode.failure);
});

/**
 * What the app has left behind, such as a timer, does not keep the command from ending. A stream tells a turn later that
 * its disk is full.
 */
function exit(code: number): void {
  process.stdout.write("", () => process.stderr.write("", () => setImmediate(() => process.exit(code))));
}

const { runCommandLine } = await import("./run-command-line.js"); // takes its time
await watching;
void runCommandLine(
  process.argv.slice(2),
  streams,
  { signal: interrupted.signal, overdue: overdue.signal, now: () => performance.now() },
  lastWords,
).then(exit);
