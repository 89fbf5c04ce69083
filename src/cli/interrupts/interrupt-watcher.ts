import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { Script } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import type { InterruptWatcherTask } from "./watch-interrupts.js";

// Node ends scripts that run with `breakOnSigint` when SIGINT comes, in whichever thread they are, by a thread of its
// own: so this one hears of it also while code keeps the main thread, which then can hear of nothing. While such a
// script runs, no other handler of SIGINT is called: the main thread is told by a message.

const { buffer, expression, patienceMs, graceMs } = workerData as InterruptWatcherTask;
const heard = new Int32Array(buffer, 0, 1);
const spoken = new Int32Array(buffer, Int32Array.BYTES_PER_ELEMENT, 1);
/** The process exits: it stops this thread, but a SIGINT just then makes Node take that back. */
const exiting = new Int32Array(buffer, 2 * Int32Array.BYTES_PER_ELEMENT, 1);

let told = 0;
/** When the main thread was told of what it has not heard yet. */
let toldAt = 0;
let isSpeaking = false;
let isConnected = false;
let isAsked = false;
const session = new Session();

function tell(): void {
  if (Atomics.load(heard, 0) >= told) toldAt = performance.now();
  told++;
  parentPort?.postMessage(told);
}

/**
 * SIGINT ends the innermost script. The others are for the moments between two waits, when it would end the process if
 * there were none: as many can follow each other at once.
 */
const DEPTH = 5;

const wait = new Script("modalEmulatorWait()");
const listen = Array.from({ length: DEPTH }, (_, depth) => new Script(`modalEmulatorListen(${depth})`));

/** @returns whether there was a SIGINT */
function runUntilInterrupt(script: Script): boolean {
  try {
    script.runInThisContext({ breakOnSigint: true });
    return false;
  } catch {
    return true;
  }
}

function connect(): void {
  try {
    session.connectToMainThread();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_INSPECTOR_ALREADY_CONNECTED") throw error;
  }
}

/** The main thread says its last words in the middle of what it does, and exits. */
function speak(): void {
  isSpeaking = true; // another SIGINT may end this function anywhere, and it begins again
  if (!isConnected) connect();
  isConnected = true;
  if (!isAsked) session.post("Runtime.evaluate", { expression });
  isAsked = true;
  if (Atomics.wait(spoken, 0, 0, graceMs) === "timed-out") writeSync(2, "Interrupted.\n"); // it could not: it is in no JavaScript, or its own code fails it
  else Atomics.wait(spoken, 0, 1, graceMs); // its exit ends this thread
  process.kill(process.pid, "SIGKILL"); // to exit would wait for that thread
}

Object.assign(globalThis, {
  modalEmulatorWait: () => {
    const before = Atomics.load(heard, 0);
    const waitMs = before < told ? toldAt + patienceMs - performance.now() : Number.POSITIVE_INFINITY;
    Atomics.wait(heard, 0, before, Math.max(0, waitMs));
  },
  modalEmulatorListen: (depth: number) => {
    const inner = listen[depth + 1];
    if (!inner && told === 0) parentPort?.postMessage(0); // ready
    while (Atomics.load(exiting, 0) === 0) {
      if (isSpeaking || (Atomics.load(heard, 0) < told && performance.now() - toldAt >= patienceMs)) speak();
      if (runUntilInterrupt(inner ?? wait)) tell();
    }
  },
});

const [outermost] = listen;
while (Atomics.load(exiting, 0) === 0) if (outermost && runUntilInterrupt(outermost)) tell();
