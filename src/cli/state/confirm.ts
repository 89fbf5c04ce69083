import type { Streams } from "../../output/streams.js";
import { ReportedError } from "../endings/reported-error.js";

/** Asks whoever sits at the terminal. @throws ReportedError unless the answer is yes, and if nobody sits there */
export async function confirm(question: string, { stderr }: Streams, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY || stderr.isTTY !== true)
    throw new ReportedError(`${question} There is no terminal to answer: give --yes.`);
  const { createInterface } = await import("node:readline/promises");
  using asking = createInterface({ input: process.stdin, output: process.stderr });
  asking.on("SIGINT", () => process.emit("SIGINT"));
  const answer = await asking.question(`${question} [y/N] `, { signal });
  if (!/^y(es)?$/i.test(answer.trim())) throw new ReportedError("Aborted.");
}
