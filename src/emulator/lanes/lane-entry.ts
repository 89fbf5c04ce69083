import { threadId, type MessagePort } from "node:worker_threads";
import { LaneRuntime, type LaneOptions, type TurnMessage } from "./lane-runtime.js";
import { Pulse } from "./pulse.js";
import { routeGlobals } from "./routed-globals.js";
import { catchStrayErrors } from "./stray-errors.js";

/** What a lane's thread is given for one world. */
export interface LaneTask {
  readonly port: MessagePort;
  readonly options: LaneOptions;
  /** What the lane's {@link Pulse} writes to. */
  readonly pulse: SharedArrayBuffer;
}

/** Host to lane; `null` ends the lane's service of its world. */
export type LaneMessage = TurnMessage | null;

await import("../../main.js"); // every container does: so it is a part of the thread's start, and not of somebody's turn
routeGlobals();
catchStrayErrors();

/** One task of the thread: the lane of one world, until the world lets go of it. */
export default function serveWorld({ port, options, pulse }: LaneTask): Promise<void> {
  const ownPulse = new Pulse(pulse);
  ownPulse.begin(threadId);
  const runtime = new LaneRuntime(options, undefined, ownPulse);
  const fail = (error: unknown): void => port.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return new Promise((resolve) => {
    port.on("message", (message: LaneMessage) => {
      if (message === null) {
        runtime.close();
        port.close();
        return resolve();
      }
      void runtime
        .turn(message)
        .then((reports) => port.postMessage({ reports }))
        .catch(fail);
    });
    port.on("messageerror", fail);
  });
}
