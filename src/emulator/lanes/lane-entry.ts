import type { MessagePort } from "node:worker_threads";
import { LaneRuntime, type LaneOptions, type TurnMessage } from "./lane-runtime.js";
import { RoutedGlobals } from "./routed-globals.js";
import { catchStrayErrors } from "./stray-errors.js";

/** What a lane's thread is started with. */
export interface LaneTask {
  readonly port: MessagePort;
}

export type LaneMessage = { readonly type: "open"; readonly options: LaneOptions } | { readonly type: "turn"; readonly turn: TurnMessage } | { readonly type: "close" };

new RoutedGlobals();
catchStrayErrors();

/** One long-lived task: serves worlds, one after the other, until its thread is ended. */
export default function lane({ port }: LaneTask): Promise<never> {
  let runtime: LaneRuntime | undefined;
  port.on("message", (message: LaneMessage) => {
    switch (message.type) {
      case "open":
        runtime = new LaneRuntime(message.options, () => undefined);
        break;
      case "close":
        runtime?.close();
        runtime = undefined;
        break;
      case "turn":
        void runtime?.turn(message.turn).then(
          (reports) => port.postMessage({ reports }),
          (error: unknown) => port.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
        );
        break;
    }
  });
  return new Promise<never>(() => undefined);
}
