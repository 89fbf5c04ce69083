import { executeCase } from "./case-command.js";
import { evaluateCondition } from "./conditions.js";
import { arithmeticText, expandArithmetic } from "./expansion/arithmetic-text.js";
import { expandWords } from "./expansion/words.js";
import { SELECT_PREFIX } from "./parsing/source-marks.js";
import { executeLoopBody, executeTest } from "./loops.js";
import type { Command, CompoundNode } from "./parsing/tree.js";
import { tellSignal } from "./pipelines.js";
import { Redirections } from "./redirections.js";
import { runDebugTrap } from "./run-traps.js";
import { executeSelect } from "./select-command.js";
import { evaluateForShell } from "./state/shell-arithmetic.js";
import type { Shell } from "./state/shell.js";
import { trace } from "./tracing.js";
import { CommandError, LineAbort, LoopJump } from "./values/control.js";

/** @returns its code */
export async function executeCompound(shell: Shell, command: CompoundNode): Promise<number> {
  const redirections = new Redirections(shell);
  shell.held++;
  try {
    try {
      await redirections.apply(command.redirections);
      return await run(shell, command);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.message !== "") await shell.complain(error.message);
      return error.code;
    }
  } finally {
    shell.held--;
    redirections.restore();
  }
}

async function run(shell: Shell, command: CompoundNode): Promise<number> {
  switch (command.type) {
    case "If":
      return executeIf(shell, command);
    case "For":
      return executeFor(shell, command);
    case "CStyleFor":
      return executeCount(shell, command);
    case "While":
    case "Until":
      return executeWhile(shell, command);
    case "Case":
      return executeCase(shell, command);
    case "Group":
      return shell.evaluator.statements(shell, command.body);
    case "Subshell":
      return executeSubshell(shell, command);
    case "ArithmeticCommand": {
      shell.line = (command.line ?? 1) + shell.lineBase;
      await shell.step();
      await runDebugTrap(shell);
      return failing(async () => {
        const text = await arithmeticText(shell, command.expression.originalText ?? "");
        await trace(shell, `(( ${text.trim()} ))`);
        return evaluateForShell(shell, text, "((: ") === 0n ? 1 : 0;
      });
    }
    case "ConditionalCommand":
      shell.line = (command.line ?? 1) + shell.lineBase;
      await shell.step();
      await runDebugTrap(shell);
      return failing(async () => ((await evaluateCondition(shell, command.expression)) ? 0 : 1));
  }
}

/** What is wrong in it lets it fail, and what follows on its line goes on. */
async function failing(evaluate: () => Promise<number>): Promise<number> {
  try {
    return await evaluate();
  } catch (error) {
    if (error instanceof LineAbort && !error.fatal) throw new CommandError(error.message);
    throw error;
  }
}

async function executeSubshell(shell: Shell, command: Command<"Subshell">): Promise<number> {
  await shell.step();
  const forked = shell.evaluator.fork(shell, (part) => part.evaluator.body(part, command.body), {});
  const child = forked instanceof Promise ? await forked : forked;
  const status = await shell.waitFor(child);
  await tellSignal(shell, child, status, command);
  return status.code;
}

async function executeIf(shell: Shell, { clauses, elseBody }: Command<"If">): Promise<number> {
  for (const { condition, body } of clauses) {
    if (await executeTest(shell, condition)) return shell.evaluator.statements(shell, body);
  }
  return elseBody ? shell.evaluator.statements(shell, elseBody) : 0;
}

async function executeFor(shell: Shell, command: Command<"For">): Promise<number> {
  const { variable, words, body } = command;
  const values = words ? await expandWords(shell, words) : shell.positional;
  if (variable.startsWith(SELECT_PREFIX)) {
    return executeSelect(shell, variable.slice(SELECT_PREFIX.length), values, body);
  }
  if (!/^[A-Za-z_]\w*$/.test(variable)) throw new CommandError(`\`${variable}': not a valid identifier`);
  shell.status = 0;
  for (const value of values) {
    await trace(shell, () => `for ${variable} in ${values.join(" ")}`);
    await runDebugTrap(shell);
    const reference = shell.variables.findOwn(variable);
    if (reference?.reference) reference.value = value;
    else shell.variables.set(variable, value);
    if (await executeLoopBody(shell, body)) break;
  }
  return shell.status;
}

async function executeCount(shell: Shell, command: Command<"CStyleFor">): Promise<number> {
  const { init, condition, update, body } = command;
  shell.line = (command.line ?? 1) + shell.lineBase;
  const evaluate = async (expression: typeof init): Promise<bigint> => {
    const text = expression?.originalText ?? "";
    if (text.trim() === "") return 1n;
    await trace(shell, () => `(( ${text.trim()} ))`);
    return expandArithmetic(shell, text);
  };
  await evaluate(init);
  shell.status = 0;
  while ((await evaluate(condition)) !== 0n) {
    if (await executeLoopBody(shell, body)) break;
    await evaluate(update);
  }
  return shell.status;
}

async function executeWhile(shell: Shell, command: Command<"While" | "Until">): Promise<number> {
  const wanted = command.type === "While";
  let status = 0;
  for (;;) {
    shell.loops++;
    let goesOn: boolean;
    try {
      goesOn = (await executeTest(shell, command.condition)) === wanted;
    } catch (error) {
      if (!(error instanceof LoopJump)) throw error;
      if (error.levels > 1 && shell.loops > 1) {
        error.levels--;
        throw error;
      }
      if (error.kind === "break") return 0;
      continue;
    } finally {
      shell.loops--;
    }
    if (!goesOn) return status;
    shell.status = status;
    if (await executeLoopBody(shell, command.body)) return 0;
    status = shell.status;
  }
}
