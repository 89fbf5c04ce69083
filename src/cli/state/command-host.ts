import type { Streams } from "../../output/streams.js";
import type { CommandLine } from "../parsing/command-line.js";
import type { Surroundings } from "../endings/surroundings.js";
import type { CommandContext, StateUse } from "./command-context.js";

/** What carries commands out: this process, or one that serves the state that they are about. */
export interface CommandHost {
  readonly streams: Streams;
  readonly around: Surroundings;
  /** The words of the whole command. */
  readonly argv: readonly string[];
  /** Carries out another command, and gives its code. */
  readonly carryOut: (host: CommandHost) => Promise<number>;
  /** Of whoever gave it. */
  readonly directory: string;
  /** What the command does, once its words are understood. */
  job: () => Promise<void>;
  /** The code that the command ends with. */
  code: number;
  /** Does something with a kept state, and keeps what that has changed, also when it has failed. */
  act(use: StateUse, command: CommandLine, body: (context: CommandContext) => Promise<void>): Promise<void>;
}
