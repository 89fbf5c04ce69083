import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { packageRoot } from "../../checks/package-files.js";
import { Interrupted } from "../endings/interrupted.js";
import { outcomeOf, type ExerciseOutcome } from "./exercise-outcome.js";
import type { ExerciseMessage } from "./exercise-process.js";

const INSIDE = new URL("dist/cli/learning/exercise-process.js", packageRoot).href;

/** Real milliseconds that a process may take to end when its tests are over: an open world keeps it. */
const ENDING_MS = 500;

/** The most that is kept of what an exercise writes, in characters. */
const MOST_OUTPUT = 100_000;

/** Settings of whoever runs the command that would change what an exercise does, or what it tells. */
const LEFT_OUT = /^(?:NODE_TEST_CONTEXT|FORCE_COLOR|MODAL_.*|VITEST.*)$/;

/**
 * Runs the tests of an exercise in a process of their own.
 * @param file by its whole path
 * @param expected names of its tests
 * @param limitMs real milliseconds after which it is stopped
 * @throws Interrupted if the signal says so
 */
export async function runExercise(
  file: string,
  expected: readonly string[],
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<ExerciseOutcome> {
  if (!existsSync(file)) return { kind: "missing", output: "" };
  if (signal.aborted) throw new Interrupted();
  const child = spawn(
    process.execPath,
    ["--no-warnings", `--import=${INSIDE}`, `--test-reporter=${INSIDE}`, "--test-reporter-destination=stdout", file],
    { cwd: dirname(file), env: surroundings(), stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  const messages: ExerciseMessage[] = [];
  const written = { stdout: "", stderr: "" };
  let isOver = false;
  let stoppedAfterMs: number | undefined;
  const stop = (): void => void child.kill("SIGKILL");
  const limit = setTimeout(() => {
    stoppedAfterMs = limitMs;
    stop();
  }, limitMs);
  signal.addEventListener("abort", stop);
  child.on("message", (message) => {
    messages.push(message as ExerciseMessage);
    const ended = new Set(messages.flatMap((each) => (each.kind === "started" ? [] : each.test)));
    if (isOver || !expected.every((test) => ended.has(test))) return;
    isOver = true;
    clearTimeout(limit);
    setTimeout(stop, ENDING_MS).unref();
  });
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      if (written[name].length < MOST_OUTPUT) written[name] += text;
    });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (signal.aborted) throw new Interrupted();
    return outcomeOf(file, expected, { messages, ...written, code: isOver ? undefined : code, stoppedAfterMs });
  } finally {
    clearTimeout(limit);
    signal.removeEventListener("abort", stop);
  }
}

function surroundings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEFT_OUT.test(name)));
}
