import { hostDirectory } from "../surroundings/process-facade.js";
import { inspect } from "node:util";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";
import { encodeError } from "../../../api/codec/encode.js";
import { textOfThrown } from "../../../api/codec/text-of-thrown.js";
import { isWireError, type Wire } from "../../../contract/wire.js";

/** As many as Node shows by default: what the host's test runner has set must not be seen in a log. */
const FRAMES = 10;

export interface Failure {
  readonly wire: Wire;
  /**
   * What Python would print: the error with its stack, and its causes. Files of the working directory are named by
   * their relative paths.
   */
  readonly traceback: string;
}

/**
 * An error on its way out of its container, and how it reads there.
 * @param place of the container, which ends the stack that its caller gets
 */
export function failureOf(error: unknown, mapStack: (stack: string) => string, place: string): Failure {
  const stacks: string[] = []; // of the error, its cause, the cause of that, and only then of others that belong to it
  const wire = encodeError(error, (stack) => {
    stacks.push(stack);
    return mapStack(stack);
  });
  const texts: string[] = isWireError(wire) ? [] : [`Thrown: ${shown(error)}`];
  const seen = new Set<Wire>(); // an error may be its own cause
  for (let current: Wire = wire; isWireError(current) && !seen.has(current); current = current.cause) {
    seen.add(current);
    const stack = current.stack === undefined ? undefined : stacks.shift();
    texts.push(
      stack === undefined ? `${current.name}: ${current.message}` : relativeFrames(mapStack(firstFrames(stack))),
    );
  }
  if (isWireError(wire) && wire.stack !== undefined) Object.assign(wire, { stack: `${wire.stack}\n    at ${place}` });
  return { wire, traceback: texts.join("\nCaused by: ") };
}

/** Code of the user's may have a say in how an object is shown. */
function shown(thrown: unknown): string {
  try {
    return inspect(thrown);
  } catch {
    return textOfThrown(thrown);
  }
}

function firstFrames(stack: string): string {
  let frames = 0;
  return stack
    .split("\n")
    .filter((line) => !isFrame(line) || ++frames <= FRAMES)
    .join("\n");
}

function relativeFrames(stack: string): string {
  const here = hostDirectory();
  const places = [`${pathToFileURL(here).href}/`, here.endsWith(sep) ? here : here + sep];
  // where it begins: folders elsewhere may end alike
  const beginning = new RegExp(`(?<=[\\s(])(?:${places.map(RegExp.escape).join("|")})`);
  return stack
    .split("\n")
    .map((line) => (isFrame(line) ? line.replace(beginning, "") : line))
    .join("\n");
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}
