import { captureHostOutput } from "./capture-host-output.js";
import { hasColours } from "./paint.js";
import { Screen } from "./screen.js";
import type { Output } from "./streams.js";

let shared: { readonly screen: Screen; readonly captured: Disposable | undefined } | undefined;
let users = 0;

/**
 * A screen on the streams of this process; on a terminal, what else the process writes goes through it, too. All users
 * have one together.
 */
export function openProcessScreen(): Disposable & { readonly screen: Screen } {
  if (!shared) {
    const screen = new Screen({ stdout: output(process.stdout), stderr: output(process.stderr) });
    const captured = screen.isInteractive
      ? captureHostOutput((stream, text) => screen.write(stream, text), hasColours(screen.stdout))
      : undefined;
    shared = { screen, captured };
  }
  const { screen, captured } = shared;
  users++;
  return {
    screen,
    [Symbol.dispose]: () => {
      if (--users > 0) return;
      captured?.[Symbol.dispose]();
      shared = undefined;
    },
  };
}

/** The stream as it is now. */
function output(stream: NodeJS.WriteStream): Output {
  return {
    write: stream.write.bind(stream),
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
  };
}
