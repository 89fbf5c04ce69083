import { expandExpression, expandString } from "./expansion/words.js";
import { expandPattern, patternOptions } from "./expansion/text-operations.js";
import { compareNumbers } from "./builtins/compare-numbers.js";
import { testFile, testFiles, testVariable } from "./builtins/file-tests.js";
import type { ConditionNode, WordNode } from "./parsing/tree.js";
import { evaluateForShell } from "./state/shell-arithmetic.js";
import type { Shell } from "./state/shell.js";
import { trace } from "./tracing.js";
import { CommandError } from "./values/control.js";
import { matchesPattern } from "./values/pattern.js";
import { posixExpression } from "./values/posix-expression.js";

type Binary = Extract<ConditionNode, { type: "CondBinary" }>;

/** `[[ ]]`. @throws CommandError if a regular expression is wrong */
export async function evaluateCondition(shell: Shell, node: ConditionNode): Promise<boolean> {
  switch (node.type) {
    case "CondAnd":
      return (await evaluateCondition(shell, node.left)) && evaluateCondition(shell, node.right);
    case "CondOr":
      return (await evaluateCondition(shell, node.left)) || evaluateCondition(shell, node.right);
    case "CondNot":
      return !(await evaluateCondition(shell, node.operand));
    case "CondGroup":
      return evaluateCondition(shell, node.expression);
    case "CondWord": {
      const text = await expandString(shell, node.word);
      await trace(shell, () => `[[ -n ${shown(text)} ]]`);
      return text !== "";
    }
    case "CondUnary":
      return evaluateUnary(shell, node.operator, node.operand);
    case "CondBinary":
      return evaluateBinary(shell, node);
  }
}

async function evaluateUnary(shell: Shell, operator: string, operand: WordNode): Promise<boolean> {
  const text = await expandString(shell, operand);
  await trace(shell, () => `[[ ${operator} ${shown(text)} ]]`);
  switch (operator) {
    case "-n":
      return text !== "";
    case "-z":
      return text === "";
    case "-o":
      return shell.options.has(text);
    case "-v":
      return testVariable(shell, text);
    case "-R":
      return shell.variables.findOwn(text)?.reference ?? false;
    default:
      return testFile(shell, operator, text);
  }
}

async function evaluateBinary(shell: Shell, node: Binary): Promise<boolean> {
  const { operator } = node;
  const left = await expandString(shell, node.left);
  switch (operator) {
    case "=":
    case "==":
    case "!=": {
      const pattern = await expandPattern(shell, node.right);
      await trace(shell, () => `[[ ${shown(left)} ${operator} ${pattern} ]]`);
      return matchesPattern(left, pattern, patternOptions(shell)) === (operator !== "!=");
    }
    case "=~":
      return matchExpression(shell, left, await expandExpression(shell, node.right));
    default:
  }
  const right = await expandString(shell, node.right);
  await trace(shell, () => `[[ ${shown(left)} ${operator} ${shown(right)} ]]`);
  switch (operator) {
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "-nt":
    case "-ot":
    case "-ef":
      return testFiles(shell, operator, left, right);
    default:
      return compareNumbers(operator, evaluateForShell(shell, left, "[[: "), evaluateForShell(shell, right, "[[: "));
  }
}

async function matchExpression(shell: Shell, text: string, source: string): Promise<boolean> {
  await trace(shell, () => `[[ ${shown(text)} =~ ${source} ]]`);
  let expression: RegExp;
  try {
    expression = posixExpression(source, { ignoreCase: shell.options.shopt("nocasematch") });
  } catch {
    throw new CommandError("", 2);
  }
  const found = expression.exec(text);
  const variable = shell.variables.declareGlobal("BASH_REMATCH");
  variable.value = undefined;
  variable.list = new Map((found ?? []).map((group: string | undefined, index) => [index, group ?? ""]));
  return found !== null;
}

function shown(text: string): string {
  return text === "" ? "''" : text;
}
