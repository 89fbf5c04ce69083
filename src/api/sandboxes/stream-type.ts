import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";

/** What becomes of an output of a command: the caller reads it, sees it on the own output, or nobody has it. */
export const StreamType = { PIPE: "pipe", STDOUT: "stdout", DEVNULL: "ignore" } as const;
export type StreamType = (typeof StreamType)[keyof typeof StreamType];

const KNOWN: readonly unknown[] = Object.values(StreamType);

/** @throws InvalidError for anything else than one of {@link StreamType} */
export function parseStreamType(option: string, value: unknown): StreamType {
  if (KNOWN.includes(value)) return value as StreamType;
  throw new InvalidError(
    `Option "${option}" must be "pipe", "stdout" or "ignore" (StreamType.PIPE, STDOUT or DEVNULL), got ${describe(value)}.`,
  );
}
