import { builtins, declarations } from "./builtins/index-of-builtins.js";
import { executeBody, executeCommand, executeStatements } from "./execute.js";
import { expandParts } from "./expansion/expand-parts.js";
import { fork } from "./fork.js";
import { callFunction } from "./call-function.js";
import { replaceProcess } from "./replace-process.js";
import { runSource, runText } from "./run-text.js";
import { runWords } from "./simple-command.js";
import type { Evaluator } from "./state/evaluator.js";

/** What runs commands. */
export const evaluator: Evaluator = {
  statements: executeStatements,
  body: executeBody,
  command: executeCommand,
  text: runText,
  source: runSource,
  words: runWords,
  replace: replaceProcess,
  callFunction,
  fork,
  isBuiltin: (name) => builtins.has(name) || declarations.has(name) || name === "exec",
  builtinNames: () => [...builtins.keys(), ...declarations.keys(), "exec"].toSorted(),
  parts: expandParts,
};
