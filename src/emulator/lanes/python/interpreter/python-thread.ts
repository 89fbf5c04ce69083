import { parentPort, workerData } from "node:worker_threads";
import type { InterpreterTask, RunStart } from "../bridge/python-calls.js";
import { LaneLink } from "./lane-link.js";
import { runInterpreter } from "./run-interpreter.js";

const task = workerData as InterpreterTask;

parentPort?.once("message", (start: RunStart) => {
  if (!parentPort) return;
  const lane = new LaneLink(parentPort, task.shared);
  lane.now = start.now;
  runInterpreter(task, start, lane).then(
    (code) => lane.end(code),
    (error: unknown) => lane.end(139, error instanceof Error ? error.message : String(error)),
  );
});
