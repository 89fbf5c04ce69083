import type { EnvironmentValues } from "../../checks/secret-values.js";
import { checkOptions, describe } from "../../checks/options.js";
import { parseSwitch, parseWhole } from "../../checks/option-types.js";
import { compact } from "../../contract/compact.js";
import { InvalidError } from "../../contract/errors.js";
import type { ExecDefinition, SandboxStream } from "../../contract/sandbox-definition.js";
import { parseSecretList } from "../storage/parse-secret-list.js";
import { resolveDotenv } from "../storage/resolve-dotenv.js";
import type { Secret } from "../storage/secret.js";
import { parseVariables } from "./parse-variables.js";
import { parseWorkdir } from "./parse-sandbox-options.js";
import { parseStreamType, StreamType } from "./stream-type.js";

/** What `exec` takes; anything else is an `InvalidError`. Modal: docs/modal/sandboxes.md#processes. */
export interface ExecOptions {
  /** What becomes of its output. Default: `"pipe"`. */
  stdout?: StreamType;
  stderr?: StreamType;
  /** Outputs are text, or bytes. Default: `"text"`. */
  mode?: "text" | "binary";
  /** The same as `mode`, as in Python. */
  text?: boolean;
  /** Text comes as it was written (-1), or by lines (1). Default: -1. */
  bufsize?: -1 | 1;
  /** How long it may run, in milliseconds, a whole number of 1 or more; it is killed then, and `wait` gives -1. */
  timeoutMs?: number;
  /** Where it begins to work; absolute. */
  workdir?: string;
  /** Environment variables over those of the sandbox and of `secrets`; null leaves one out. */
  env?: EnvironmentValues;
  secrets?: readonly Secret[];
  /** It has a terminal: what it writes to stderr is on stdout. */
  pty?: boolean;
}

/** Outputs are bytes. */
export type BinaryExecOptions = ExecOptions & ({ mode: "binary" } | { text: false });
/** Outputs are text. */
export type TextExecOptions = ExecOptions & { mode?: "text"; text?: true };
/** What of a command comes as a call's arguments: at least one word. */
export type SomeWords<W extends readonly string[]> = W["length"] extends 0 ? never : unknown;

const EXEC_OPTIONS: readonly (keyof ExecOptions)[] = [
  "stdout",
  "stderr",
  "mode",
  "text",
  "bufsize",
  "timeoutMs",
  "workdir",
  "env",
  "secrets",
  "pty",
];

/** How the caller has the outputs of a command. */
export interface ExecOutputs {
  readonly stdout: StreamType;
  readonly stderr: StreamType;
  readonly mode: "text" | "binary";
  readonly byLine: boolean;
  /** It has a terminal. */
  readonly isTerminal: boolean;
}

/** @throws InvalidError for an unknown option, a value of a wrong type or out of its range */
export function parseExecOptions(
  what: string,
  argv: readonly string[],
  options: ExecOptions,
): { readonly exec: ExecDefinition; readonly outputs: ExecOutputs } {
  checkOptions(what, options, EXEC_OPTIONS, { cwd: "workdir" });
  const { bufsize = -1 } = options;
  const text = parseSwitch("text", options.text, undefined);
  const { mode = text === false ? "binary" : "text" } = options;
  if (mode !== "text" && mode !== "binary")
    throw new InvalidError(`Option "mode" must be "text" or "binary", got ${describe(mode)}.`);
  if (text !== undefined && text !== (mode === "text"))
    throw new InvalidError('Options "mode" and "text" say different things.');
  if (bufsize !== -1 && bufsize !== 1)
    throw new InvalidError(`Option "bufsize" must be -1 or 1, got ${describe(bufsize)}.`);
  if (bufsize === 1 && mode === "binary")
    throw new InvalidError('Option "bufsize": only text comes by lines. Leave out "text: false".');
  const pty = parseSwitch("pty", options.pty, false);
  const outputs = {
    stdout: parseStreamType("stdout", options.stdout ?? StreamType.PIPE),
    stderr: parseStreamType("stderr", options.stderr ?? StreamType.PIPE),
    mode,
    byLine: bufsize === 1,
    isTerminal: pty,
  };
  const values = parseVariables(options.env);
  const exec = compact({
    argv,
    workdir: parseWorkdir(what, options.workdir),
    secrets: [
      ...parseSecretList("secrets", options.secrets ?? []).map(resolveDotenv),
      ...(Object.keys(values).length > 0 ? [{ kind: "values" as const, values, isPublic: true as const }] : []),
    ],
    pty,
    discards: (["stdout", "stderr"] as const).filter((stream: SandboxStream) => outputs[stream] === StreamType.DEVNULL),
    timeoutMs: parseWhole("timeoutMs", options.timeoutMs, 1, undefined, "milliseconds"),
  });
  return { exec, outputs };
}
