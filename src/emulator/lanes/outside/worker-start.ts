import type { MessagePort } from "node:worker_threads";
import type { FileChange } from "../../../contract/stored-file.js";
import type { DiskEntry } from "./disk-entries.js";

/** Under which a `Worker` finds how to begin, in its environment data. */
export const START_KEY = "modal-emulator: the disk of the container";

/** What a `Worker` is told of the disk of its container when it begins. */
export interface WorkerStart {
  readonly mounts: readonly { readonly path: string; readonly files: readonly FileChange[] }[];
  /** What the container has changed outside of them; `undefined` if its disk is the machine's. */
  readonly own: readonly DiskEntry[] | undefined;
  /** What is known to have changed since. */
  readonly stale: readonly string[];
  /** Where the container works, if it has said so. */
  readonly directory: string | undefined;
  /** Virtual time, epoch milliseconds. */
  readonly now: number;
  /** What changes afterwards comes here. */
  readonly port: MessagePort;
  /** The number of the last change that happened, and of that which this is up to. */
  readonly happened: Int32Array;
  readonly number: number;
  /** What is to be found as `process.execArgv`. */
  readonly execArgv: readonly string[];
}

/** What becomes of the disk afterwards. Each has the number after that of the one before. */
export type WorkerNews = {
  readonly number: number;
  readonly now: number;
} & (
  | { readonly type: "stale"; readonly path: string }
  /** All that was stale. */
  | { readonly type: "entries"; readonly entries: readonly DiskEntry[] }
  | { readonly type: "directory"; readonly directory: string }
);
