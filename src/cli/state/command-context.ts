import type { Emulator } from "../../emulator/index.js";
import type { Streams } from "../../output/streams.js";
import type { KeptLine } from "./kept-logs.js";
import type { KeptState } from "./kept-state.js";

/** What a command works with that looks at a kept state, or changes it. */
export interface CommandContext {
  /** Begins with what is kept, and is kept when the command ends. */
  readonly world: Emulator;
  readonly state: KeptState;
  /** The one that names are looked up in. */
  readonly environment: string;
  readonly streams: Streams;
  /** What deployed apps have written, until now, by id of the app. */
  logs(): ReadonlyMap<string, readonly KeptLine[]>;
  /** Of whoever gave the command: relative paths are meant from there. */
  readonly directory: string;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** The world is that of `serve`, and goes on after the command. */
  readonly isLive: boolean;
  /** Registers what is done when everything is kept and shown, for example to follow what goes on. */
  afterwards(work: (context: CommandContext) => Promise<void>): void;
  /** @throws ReportedError unless the answer is yes; without a terminal at once, with what to do instead */
  confirm(question: string): Promise<void>;
}

/** What a command needs of a kept state. */
export interface StateUse {
  /** Changes it: nobody else does meanwhile. */
  readonly writes: boolean;
  /**
   * Deploys the apps that are kept in the world: with their schedules, or only to be called. Left out: the command needs
   * none.
   */
  readonly apps?: "awake" | "asleep";
}
