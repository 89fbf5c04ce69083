import { HeardText } from "./heard-text.ts";
import { cli, type CliResult } from "./run-cli.ts";

/** A `serve` that goes on. */
export interface Serving {
  /** Waits for something that is written after the last thing that was waited for, and takes it from there. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<CliResult>;
  /** The time to stop is up. */
  hurry(): void;
}

/** Serves until it is stopped. */
export function serving(...words: string[]): Serving {
  const controller = new AbortController();
  const overdue = new AbortController();
  const heard = new HeardText();
  const ended = cli(["serve", "--port", "0", "--threads", "1", ...words], {
    signal: controller.signal,
    overdue: overdue.signal,
    onWrite: (_, text) => heard.write(text),
  });
  const isOver = ended.then((result) => Promise.reject(new Error(`It ended: ${JSON.stringify(result)}`)));
  isOver.catch(() => undefined);
  return {
    until: (pattern) => heard.until(pattern, isOver),
    stop: () => {
      controller.abort();
      return ended;
    },
    hurry: () => overdue.abort(),
  };
}
