import { isPlainObject } from "../../../checks/options.js";
import { InvalidError } from "../../../contract/errors.js";

/** Where clients believe that the program is which works on files. */
export const FILE_TOOL = "/__modal/.bin/modal-sandbox-fs-tools";

/** What a client asks that program for. Paths are absolute. */
export type FileRequest =
  | { readonly op: "ReadFile" | "WriteFile" | "ListFiles" | "Stat"; readonly path: string }
  | { readonly op: "MakeDirectory"; readonly path: string; readonly parents: boolean }
  | { readonly op: "Remove"; readonly path: string; readonly recursive: boolean }
  | {
      readonly op: "Watch";
      readonly path: string;
      readonly recursive: boolean;
      readonly filter: readonly string[] | null;
      readonly timeout_secs: number | null;
    };

const OPERATIONS = ["ReadFile", "WriteFile", "ListFiles", "Stat", "MakeDirectory", "Remove", "Watch"];

/** @throws InvalidError for a command line that asks for nothing known */
export function fileRequest([, text = ""]: readonly string[]): FileRequest {
  const asked: unknown = parse(text);
  const [op = "", options] = isPlainObject(asked) ? (Object.entries(asked)[0] ?? []) : [];
  if (!OPERATIONS.includes(op) || !isPlainObject(options) || typeof options["path"] !== "string")
    throw new InvalidError(`${FILE_TOOL} is asked for something that is not emulated: ${text.slice(0, 200)}`);
  return { ...options, op } as FileRequest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
