import { Script } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import type { InterruptCatcherTask } from "./watch-interrupts.js";

// Node ends scripts that run with `breakOnSigint` when SIGINT comes, in whichever thread they are, by a thread of its
// own: so this one hears of it also while code keeps the main thread, which then can hear of nothing. While such a
// script runs, no other handler of SIGINT is called. A SIGINT may end any line below, and several that follow each
// other closely may end the whole thread: so it does nothing but pass on that there was one.

const { port, exiting } = workerData as InterruptCatcherTask;
let isReady = false;

/**
 * SIGINT ends the innermost script. The others are for the moments between two waits, when it would end the process if
 * there were none: as many can follow each other at once.
 */
const DEPTH = 5;

const wait = new Script("modalEmulatorWait()");
const listen = Array.from({ length: DEPTH }, (_, depth) => new Script(`modalEmulatorListen(${depth})`));

function passOn(script: Script): void {
  try {
    script.runInThisContext({ breakOnSigint: true });
  } catch {
    port.postMessage("SIGINT");
  }
}

Object.assign(globalThis, {
  modalEmulatorWait: () => Atomics.wait(exiting, 0, 0),
  modalEmulatorListen: (depth: number) => {
    const inner = listen[depth + 1];
    if (!inner && !isReady) {
      isReady = true;
      parentPort?.postMessage("ready");
    }
    while (Atomics.load(exiting, 0) === 0) passOn(inner ?? wait);
  },
});

const [outermost = wait] = listen;
while (Atomics.load(exiting, 0) === 0) passOn(outermost);
