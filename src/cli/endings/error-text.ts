import { inspect } from "node:util";
import { isOwnFrame } from "../../checks/package-files.js";
import { ModalError } from "../../contract/errors.js";
import { ReportedError } from "./reported-error.js";

/** The top level of a module, which is the body of a function of this package. */
const MODULE_FRAME = /(?:async )?CompiledBundle\.<anonymous> \((.*)\)$/;
/** The command line itself. */
const ENTRY = /^\s+at (?:async )?runCommandLine\b/;
const MAX_CAUSES = 8;

/**
 * An error for its reader: the message, where in the user's own files it was raised, and its causes.
 * @param mapStack finds the user's own lines
 */
export function errorText(error: unknown, mapStack: (stack: string) => string = (stack) => stack): string {
  const lines: string[] = [];
  for (let current = error, depth = 0; depth < MAX_CAUSES && current !== undefined; depth++) {
    const own = current instanceof globalThis.Error ? frames(mapStack(aboveCommandLine(current.stack ?? ""))) : [];
    lines.push(`${depth === 0 ? "" : "Caused by: "}${heading(current)}`, ...own);
    // raised by this package: its message says it all
    const isOwn = current instanceof ReportedError || (current instanceof ModalError && own.length === 0);
    current = current instanceof globalThis.Error && !isOwn ? current.cause : undefined;
  }
  return lines.join("\n");
}

function heading(error: unknown): string {
  if (error instanceof ReportedError) return error.message;
  if (!(error instanceof globalThis.Error)) return `Thrown: ${inspect(error)}`;
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}

/** Who calls the command line in a process of its own is no code of the user. */
function aboveCommandLine(stack: string): string {
  const lines = stack.split("\n");
  const end = lines.findLastIndex((line) => ENTRY.test(line) && isOwnFrame(line));
  return end < 0 ? stack : lines.slice(0, end).join("\n");
}

/** The lines of a stack that point to the user's own files and packages. */
function frames(stack: string): string[] {
  const own = stack
    .split("\n")
    .filter(
      (line) =>
        /^\s+at /.test(line) && !/\bnode:[a-z_]+[/:]|\(native\)|<anonymous>\)?$/.test(line) && !isOwnFrame(line),
    );
  return own.map((line) => line.replace(MODULE_FRAME, "$1"));
}
