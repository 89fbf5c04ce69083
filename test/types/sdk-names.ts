// Checked by `npm run typecheck`, never run: types by the names of Modal's JavaScript SDK.
import {
  type AppInfo,
  Cls,
  type FunctionCurrentStats,
  type FunctionLogTailParams,
  Function_,
  type FunctionTimeRangeStats,
  type FunctionWithOptionsParams,
  type LogEntry,
  type Queue,
  type Sandbox,
  Volume,
} from "modal-emulator";
import type * as sdk from "modal";
import { is } from "./eq.js";

declare const fn: Function_;
declare const sandbox: Sandbox;
declare const queue: Queue;
declare const stats: FunctionTimeRangeStats;
declare const current: FunctionCurrentStats;
declare const info: AppInfo;
declare const sdkOptions: Omit<sdk.FunctionWithOptionsParams, "secrets" | "volumes" | "retries">;

// 1 what they give can be used as what the SDK gives
const asStats: Omit<sdk.FunctionStats, "inputPercentileStats" | "containerPercentileStats"> = stats;
const asCurrent: sdk.FunctionCurrentStats = current;
const asInfo: sdk.AppInfo = info;
const ownOptions: FunctionWithOptionsParams = sdkOptions;
const tail: FunctionLogTailParams = { entries: 5, source: "stdout" } satisfies sdk.FunctionLogTailParams;

// 2 ids are texts, results have their types
is<string>()(queue.queueId, true);
is<Promise<number>>()(sandbox.terminate({ wait: true }), true);
is<Promise<number | undefined>>()(sandbox.terminate(), true);
for await (const entry of fn.logs.tail(tail)) is<LogEntry>()(entry, true);
is<LogEntry[]>()(await fn.logs.tail(3), true);

// 3 methods by name: of a class that is known, and of one that is not
declare class Adder {
  add(a: number, b: number): Promise<number>;
}
const adder = await Cls.fromName<typeof Adder>("maths", "Adder").instance();
is<Promise<number>>()(adder.method("add").remote(1, 2), true);
// @ts-expect-error a text
void adder.method("add").remote("1", 2);
const unknown = await Cls.fromName("maths", "Adder").instance({ start: 1 });
is<Function_>()(unknown.method("add"), true);

// 4 only what lives for a while is closed
// @ts-expect-error stored under a name
Volume.fromName("v").closeEphemeral();

void [asStats, asCurrent, asInfo, ownOptions];
