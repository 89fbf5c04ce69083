import { encode } from "../processes/bytes.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { untilAborted } from "../processes/until-aborted.js";
import { complain, nameOf } from "./native-command.js";
import { startChild } from "./process-commands.js";
import { ToolDisk } from "./tool-disk.js";
import { readsInput } from "./tool-input.js";

/** Commands that just-bash brings, and of which there are none here. */
export const TOOL_NAMES = [
  "awk", "base64", "column", "comm", "cut", "diff", "du", "egrep", "expand", "expr", "fgrep", "file", "find", "fold", "grep",
  "gunzip", "gzip", "html-to-markdown", "join", "jq", "md5sum", "nl", "od", "paste", "rev", "rg", "sed", "sha1sum", "sha256sum",
  "sort", "split", "sqlite3", "strings", "tac", "tar", "tr", "tree", "unexpand", "uniq", "xan", "yq", "zcat",
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
 * One command of just-bash. It reads its input to the end before it begins, and writes when it is done; what it starts
 * itself (`find -exec`) is a process of the machine.
 */
export function tool(name: ToolName, load: LoadTools): Program {
  return async (process) => {
    const args = process.argv.slice(1);
    const bash = await loaded(process, load);
    if (!bash) return 127;
    const input = readsInput(name, args) ? await process.readAll(0) : new Uint8Array();
    const result = await untilAborted(run(process, bash, name, args, input), process.killed);
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
      ...startedBy(name, args).map((started) => ({
        name: started,
        execute: (words: readonly string[], context: { readonly cwd: string }) =>
          child(process, [started, ...words], context.cwd),
      })),
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

/** Names of the commands that a command starts. */
function startedBy(name: ToolName, args: readonly string[]): string[] {
  if (name !== "find") return [];
  return [...new Set(args.flatMap((arg, index) => (/^-(exec|ok)(dir)?$/.test(arg) ? [args[index + 1] ?? ""] : [])))];
}

async function child(process: OwnProcess, argv: readonly string[], cwd: string): Promise<ToolResult> {
  const [output, errors] = [process.system.pipe(), process.system.pipe()];
  const files = new Map(process.files).set(1, output.write).set(2, errors.write);
  const started = await startChild(process, argv, { cwd, files, missing: `‘${argv[0]}’` });
  for (const { write } of [output, errors]) write.release();
  const texts = await Promise.all([output, errors].map(({ read }) => allOf(process, read)));
  const exitCode = typeof started === "number" ? started : (await started.ended).code;
  return { stdout: texts[0] ?? "", stderr: texts[1] ?? "", exitCode, stdoutKind: "bytes" };
}

async function allOf(process: OwnProcess, file: ReturnType<OwnProcess["system"]["pipe"]>["read"]): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await file.read(undefined, process.killed); chunk.length > 0;) {
    chunks.push(chunk);
    chunk = await file.read(undefined, process.killed);
  }
  file.release();
  return Buffer.concat(chunks).toString("latin1");
}
