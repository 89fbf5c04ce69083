import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
import type { InterruptWatcherTask } from "./watch-interrupts.js";

// Tells the main thread of each SIGINT that the catcher has heard of, and if that has no turn of its event loop in time,
// has it say its last words in the middle of what it does.

const { port, heard, spoken, exiting, expression, patienceMs, graceMs } = workerData as InterruptWatcherTask;
let told = 0;

function tell(): void {
  const number = ++told;
  parentPort?.postMessage(number);
  setTimeout(() => {
    if (Atomics.load(heard, 0) < number) speak();
  }, patienceMs);
}

/** The main thread says its last words, and exits. */
function speak(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.evaluate", { expression });
  if (Atomics.wait(spoken, 0, 0, graceMs) === "timed-out") writeSync(2, "Interrupted.\n"); // it could not: it is in no JavaScript, or its own code fails it
  else Atomics.wait(spoken, 0, 1, graceMs); // its exit ends this thread
  process.kill(process.pid, "SIGKILL"); // to exit would wait for that thread
}

port.on("message", tell);
port.on("close", () => {
  if (Atomics.load(exiting, 0) === 0) tell(); // a SIGINT has ended the catcher
});
parentPort?.postMessage(0);
