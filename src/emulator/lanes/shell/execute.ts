import { executeCompound } from "./compound.js";
import { executePipeline } from "./pipelines.js";
import { runErrorTrap, runPendingTraps } from "./run-traps.js";
import { executeSimple } from "./simple-command.js";
import { ShellError } from "../processes/open-file.js";
import type { Process } from "../processes/process.js";
import { wordsOf } from "./expansion/substitutions.js";
import type { CommandNode, StatementNode } from "./parsing/tree.js";
import type { ExecuteOptions } from "./state/evaluator.js";
import type { Shell } from "./state/shell.js";
import { CommandError, ShellExit } from "./values/control.js";

export async function executeStatements(shell: Shell, statements: readonly StatementNode[]): Promise<number> {
  for (const statement of statements) await executeStatement(shell, statement);
  if (statements.length === 0) shell.status = 0;
  return shell.status;
}

/** The whole of a part of a shell: a program that is alone in it takes its place. */
export async function executeBody(shell: Shell, statements: readonly StatementNode[]): Promise<number> {
  const [only] = statements;
  if (statements.length === 1 && only && isOneCommand(only) && shell.traps.entries().length === 0) {
    await executeStatement(shell, only, { replace: true });
    return shell.status;
  }
  return executeStatements(shell, statements);
}

function isOneCommand({ pipelines, background }: StatementNode): boolean {
  const [only] = pipelines;
  return pipelines.length === 1 && !background && only?.commands.length === 1 && !only.negated && !only.timed;
}

export async function executeStatement(
  shell: Shell,
  statement: StatementNode,
  options: ExecuteOptions = {},
): Promise<void> {
  if (shell.options.has("noexec") && !shell.interactive) return;
  if (shell.options.has("verbose") && shell.subshell === 0 && shell.depth === 0 && statement.sourceText) {
    await shell.write(2, `${statement.sourceText}\n`);
  }
  if (statement.background) {
    const started = startBackground(shell, statement);
    if (started) await started;
    return;
  }
  await executeList(shell, statement, options);
  await runPendingTraps(shell);
}

/** Pipelines with `&&` and `||` between. */
async function executeList(shell: Shell, statement: StatementNode, options: ExecuteOptions): Promise<void> {
  const { pipelines, operators } = statement;
  for (const [index, pipeline] of pipelines.entries()) {
    const before = operators[index - 1];
    if (index > 0 && before === "&&" && shell.status !== 0) continue;
    if (index > 0 && before === "||" && shell.status === 0) continue;
    const last = index === pipelines.length - 1;
    if (!last || pipeline.negated) shell.conditions++;
    try {
      await executePipeline(shell, pipeline, options);
    } finally {
      if (!last || pipeline.negated) shell.conditions--;
    }
    const [command] = pipeline.commands;
    const failed = last && shell.status !== 0 && !pipeline.negated;
    if (failed && (pipeline.commands.length > 1 || (command && countsForExit(command)))) await onFailure(shell);
  }
}

/** Compound commands have told what failed in them before. */
function countsForExit({ type }: CommandNode): boolean {
  return (
    type === "SimpleCommand" || type === "Subshell" || type === "ArithmeticCommand" || type === "ConditionalCommand"
  );
}

async function onFailure(shell: Shell): Promise<void> {
  if (shell.conditions > 0) return;
  await runErrorTrap(shell);
  if (shell.options.has("errexit")) throw new ShellExit(shell.status);
}

/** Its code becomes the shell's status. */
export async function executeCommand(shell: Shell, command: CommandNode, options: ExecuteOptions): Promise<void> {
  try {
    if (command.type === "SimpleCommand") shell.status = await executeSimple(shell, command, options);
    else if (command.type === "FunctionDef") {
      shell.functions.set(command.name, {
        body: command.body,
        redirections: command.redirections,
        lineBase: shell.lineBase,
        source: shell.frames.at(-1)?.source ?? { file: shell.name, stdin: "main", command: "environment" }[shell.mode],
      });
      shell.status = 0;
    } else if (command.type === "Subshell" && options.replace) {
      // this process is already one of its own
      shell.subshell++;
      shell.status = await executeCompound(shell, { ...command, type: "Group" });
    } else shell.status = await executeCompound(shell, command);
  } catch (error) {
    if (error instanceof CommandError) {
      if (error.message !== "") await shell.complain(error.message);
      shell.status = error.code;
    } else if (error instanceof ShellError && !shell.process.killed.aborted) {
      await shell.complain(wordsOf(error));
      shell.status = 1;
    } else throw error;
  }
  releaseSubstitutions(shell);
}

function releaseSubstitutions(shell: Shell): void {
  if (shell.substitutions.length > 0 && shell.held === 0) {
    for (const { release } of shell.substitutions.splice(0)) release();
  }
}

function startBackground(shell: Shell, statement: StatementNode): Promise<void> | undefined {
  const monitored = shell.options.has("monitor");
  const files = new Map<number, ReturnType<Shell["system"]["open"]>>();
  if (!monitored) {
    try {
      files.set(0, shell.system.open("/dev/null", "r"));
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
    }
  }
  const body: StatementNode = { ...statement, background: false };
  const forked = shell.evaluator.fork(shell, (part) => executeBody(part, [body]), {
    background: true,
    ownGroup: monitored,
    files,
  });
  const started = (child: Process): void => {
    for (const file of files.values()) file.release();
    const job = shell.jobs.add(child, (statement.sourceText ?? "").replace(/\s*&\s*$/, ""));
    shell.lastBackground = child.pid;
    shell.status = 0;
    if (shell.interactive) void shell.write(2, `[${job.id}] ${child.pid}\n`);
  };
  if (forked instanceof Promise) return forked.then(started);
  started(forked);
  return undefined;
}
