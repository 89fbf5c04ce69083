import type { LaneAnswer, LaneMessage } from "../wire/turn-message.js";
import { threadId, type MessagePort } from "node:worker_threads";
import { BuiltIns, freezeBuiltIns } from "./built-ins.js";
import { Channel } from "../wire/channel.js";
import { LaneRuntime, type LaneOptions } from "./lane-runtime.js";
import { Parts, sendReports } from "../wire/in-parts.js";
import { Pulse } from "../routing/pulse.js";
import { routeFs } from "../routing/route-fs.js";
import { routeGlobals } from "../routing/route-globals.js";
import { catchStrayErrors } from "../routing/catch-stray-errors.js";
import { WrittenLines } from "./written-lines.js";

/** What a lane's thread is given for one world. */
export interface LaneTask {
  readonly port: MessagePort;
  /** Of their {@link Channel}. */
  readonly memory: SharedArrayBuffer;
  readonly options: LaneOptions;
  /** What the lane's {@link Pulse} writes to. */
  readonly pulse: SharedArrayBuffer;
  /** What the lane's {@link WrittenLines} are in. */
  readonly written: SharedArrayBuffer;
}

/** Real milliseconds that a lane's event loop waits for the next turn. */
const PATIENCE_MS = 1;

routeGlobals();
routeFs(() => true);
catchStrayErrors();
/** As the thread is for its first world, and has to be for each. */
const builtIns = new BuiltIns();

/** One task of the thread: the lane of one world, until the world lets go of it. */
export default function serveWorld({ port, memory, options, pulse, written }: LaneTask): Promise<void> {
  if (options.strict) freezeBuiltIns();
  const ownPulse = new Pulse(pulse);
  ownPulse.begin(threadId);
  const runtime = new LaneRuntime(options, undefined, ownPulse, new WrittenLines(written));
  const parts = new Parts();
  return new Promise((resolve) => {
    const take = (message: LaneMessage): void => {
      if (message && "part" in message) parts.add(message.part);
      else if (message) {
        void runtime
          .turn(parts.turn(message))
          .then((reports) => sendReports(channel, reports, (ordinal) => runtime.tagOf(ordinal), answer))
          .catch(fail);
      } else {
        const { hasChangedBuiltIns } = runtime;
        runtime.close();
        channel.close();
        // no other world is to find what this one has changed
        if (!options.strict && (hasChangedBuiltIns || builtIns.changes().length > 0)) process.exit();
        resolve();
      }
    };
    const answer = (message: LaneAnswer, bytes?: ArrayBuffer[]): void => {
      const { isIdle } = runtime; // otherwise connections need the event loop
      if (isIdle) channel.expect();
      channel.send(message, bytes);
      if (isIdle) channel.block(PATIENCE_MS);
    };
    const fail = (error: unknown): void =>
      answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    const channel = new Channel<LaneMessage, LaneAnswer>(port, memory, "lane", take, fail);
  });
}
