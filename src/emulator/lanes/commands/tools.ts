import { encode } from "../processes/bytes.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { untilAborted } from "../processes/until-aborted.js";
import { complain, nameOf } from "./native-command.js";
import { keepCopies } from "./sed-copies.js";
import { ToolDisk } from "./tool-disk.js";
import { readsInput } from "./tool-input.js";

/** Commands that just-bash brings, and of which there are none here. */
export const TOOL_NAMES = [
  "awk", "base64", "column", "comm", "cut", "du", "expand", "expr", "file", "fold",
  "gunzip", "gzip", "html-to-markdown", "join", "jq", "md5sum", "nl", "paste", "rev", "rg", "sed", "sha1sum", "sha256sum",
  "sqlite3", "strings", "tac", "tar", "tree", "unexpand", "xan", "yq", "zcat",
] as const; // prettier-ignore

type ToolName = (typeof TOOL_NAMES)[number];

/** The package, as it is loaded on first use. */
export type LoadTools = () => Promise<typeof import("just-bash")>;

/** What ends with the limits of just-bash ends here when it is killed, but for what takes up all memory. */
const LIMITS = {
  maxExecutionTimeMs: Infinity,
  maxAwkIterations: 100_000_000,
  maxSedIterations: 100_000_000,
  maxJqIterations: 100_000_000,
  maxWorkUnits: 1_000_000_000,
};

interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly stdoutKind?: "text" | "bytes";
  readonly stdoutEncoding?: "binary";
}

export function loadTools(): Promise<typeof import("just-bash")> {
  return import("just-bash");
}

/**
 * One command of just-bash. It reads its input to the end before it begins, and writes when it is done.
 * @param around runs it: what it needs of the machine is there then
 */
export function tool(
  name: ToolName,
  load: LoadTools,
  around: <T>(body: () => Promise<T>) => Promise<T> = (body) => body(),
): Program {
  return async (process) => {
    let args = process.argv.slice(1);
    const bash = await loaded(process, load);
    if (!bash) return 127;
    if (name === "sed") args = keepCopies(process, args);
    const isInputRead = readsInput(name, args);
    const input = isInputRead ? await process.readAll(0) : new Uint8Array();
    if (name === "paste" && isInputRead && !args.includes("-")) args = [...args, "-"]; // it wants to hear of it
    const result = await untilAborted(
      around(() => run(process, bash, name, args, input)),
      process.killed,
    );
    const isBytes = result.stdoutKind === "bytes" || result.stdoutEncoding === "binary";
    await process.write(1, isBytes ? Buffer.from(result.stdout, "latin1") : encode(result.stdout));
    if (result.stderr !== "") await process.write(2, result.stderr);
    return result.exitCode;
  };
}

async function loaded(process: OwnProcess, load: LoadTools): Promise<typeof import("just-bash") | undefined> {
  try {
    return await untilAborted(load(), process.killed);
  } catch (error) {
    if (process.killed.aborted) throw error;
    await complain(
      process,
      `machines in memory have ${nameOf(process)} of the package just-bash, which is not installed: ` +
        "npm install --save-dev just-bash",
    );
    return undefined;
  }
}

async function run(
  process: OwnProcess,
  { Bash }: typeof import("just-bash"),
  name: ToolName,
  args: readonly string[],
  input: Uint8Array,
): Promise<ToolResult> {
  let result: ToolResult | undefined;
  const bash = new Bash({
    fs: new ToolDisk(process),
    cwd: process.cwd,
    commands: [name],
    customCommands: [
      {
        name,
        // as its own command tells it: what comes out of the interpreter has lost whether it is text or bytes
        execute: async (words, context) => {
          result = (await context.origCommand?.(words)) ?? { stdout: "", stderr: "", exitCode: 127 };
          return { stdout: "", stderr: "", exitCode: result.exitCode };
        },
      },
    ],
    defenseInDepth: false,
    executionLimits: LIMITS,
  });
  const outcome = await bash.exec(name, {
    args: [...args],
    env: Object.fromEntries(process.env),
    replaceEnv: true,
    cwd: process.cwd,
    stdin: Buffer.from(input).toString("latin1"),
    stdinKind: "bytes",
    rawScript: true,
    signal: process.killed,
  });
  return result ?? outcome;
}
