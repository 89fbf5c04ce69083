import { ShellError } from "../processes/open-file.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { readLine } from "./builtins/read-line.js";
import { evaluator } from "./bash-evaluator.js";
import { executeStatement } from "./execute.js";
import { expandPrompt } from "./expansion/prompt-text.js";
import { wordsOf } from "./expansion/substitutions.js";
import { runToEnd } from "./fork.js";
import { loadParser } from "./parsing/script-parser.js";
import { complainOfSyntax } from "./run-text.js";
import { linesOf, ScriptReader } from "./script-reader.js";
import { parseStartup, type StartupOptions } from "./startup-options.js";
import { BASH_VERSION } from "./state/import-environment.js";
import { ShellInterruption } from "./state/shell-interruption.js";
import { Shell } from "./state/shell.js";
import { LineAbort, ShellSyntaxError } from "./values/control.js";
import { textOf } from "./values/shell-text.js";

/** `sh` and `bash`. */
export const shellProgram: Program = async (process) => {
  const startup = parseStartup(process.argv);
  if (startup.version) {
    await process.write(1, `GNU bash, version ${BASH_VERSION} (x86_64-pc-linux-gnu)\n`);
    return 0;
  }
  const name = process.argv[0] ?? "bash";
  if (startup.unknown === "-c") return refuse(process, `${name}: -c: option requires an argument\n`);
  if (startup.unknown !== undefined) return refuse(process, `${name}: ${startup.unknown}: invalid option\n`);
  try {
    const shell = new Shell(process, await loadParser(), evaluator);
    return await start(shell, startup);
  } catch (error) {
    if (!(error instanceof ShellError) || process.killed.aborted) throw error;
    await process.write(2, `${name}: ${error.message}\n`);
    return 127;
  }
};

async function refuse(process: OwnProcess, message: string): Promise<number> {
  await process.write(2, message);
  return 2;
}

async function start(shell: Shell, startup: StartupOptions): Promise<number> {
  for (const { name, on, letter } of startup.options) {
    const known = letter ? shell.options.setLetter(name, on) : shell.options.set(name, on);
    if (!known)
      return refuse(
        shell.process,
        letter
          ? `${shell.name}: -${name}: invalid option\n`
          : `${shell.name}: line 0: ${shell.name}: ${name}: invalid option name\n`,
      );
  }
  for (const { name, on } of startup.shopts) shell.options.setShopt(name, on);
  if (startup.posix || /(?:^|\/)sh$/.test(shell.name)) shell.options.setShopt("expand_aliases", true);
  if (startup.posix) shell.options.set("posix", true);
  shell.options.setShopt("login_shell", startup.login);
  shell.positional = startup.positional;
  shell.name = startup.name ?? shell.name;
  if (startup.login) await runProfile(shell);
  if (startup.command !== undefined) {
    shell.interactive = startup.interactive;
    return runReader(shell, new ScriptReader(shell.parser, linesOf(startup.command), startup.command), "-c: ");
  }
  if (startup.file !== undefined) return runFile(shell, startup.file);
  shell.mode = "stdin";
  shell.interactive = startup.interactive || (shell.process.files.get(0)?.isTerminal ?? false);
  if (shell.interactive) {
    shell.options.setShopt("expand_aliases", true);
    shell.options.set("monitor", true);
    shell.interruption = new ShellInterruption();
    shell.interruption.listen(shell.traps);
  }
  return runReader(shell, new ScriptReader(shell.parser, stdinLines(shell)), "");
}

async function runProfile(shell: Shell): Promise<void> {
  const home = shell.variables.get("HOME") ?? "/root";
  for (const path of ["/etc/profile", `${home}/.bash_profile`, `${home}/.profile`]) {
    if (shell.system.fs.stat(path)?.type !== "file") continue;
    await evaluator.source(shell, textOf(shell.system.fs.readFile(path)), path);
    if (path !== "/etc/profile") return;
  }
}

async function runFile(shell: Shell, file: string): Promise<number> {
  shell.mode = "file";
  let text: string;
  try {
    const path = shell.path(file);
    const info = shell.system.fs.stat(path);
    if (info?.type === "directory") return await cannotRun(shell, `${file}: ${file}: Is a directory`, 126);
    text = textOf(shell.system.fs.readFile(path));
  } catch (error) {
    const shown = wordsOf(error as { code?: string; message: string });
    return cannotRun(shell, `${shell.process.argv[0]}: ${file}: ${shown}`, shown === "Permission denied" ? 126 : 127);
  }
  return runReader(shell, new ScriptReader(shell.parser, linesOf(text), text), "");
}

async function cannotRun(shell: Shell, message: string, code: number): Promise<number> {
  await shell.write(2, `${message}\n`);
  return code;
}

/** Statements as they come, with prompts before them. After Ctrl-C there may be more. */
function stdinLines(shell: Shell): AsyncIterator<string> {
  return {
    async next() {
      shell.interruption?.forget();
      if (shell.interactive) await prompt(shell, "PS1", "\\s-\\v\\$ ");
      const { text, ended } = await readLine(shell, 0, { delimiter: "\n" });
      if (text === "" && ended) return { done: true, value: undefined };
      return { done: false, value: ended ? text : `${text}\n` };
    },
  };
}

async function prompt(shell: Shell, name: string, usual: string): Promise<void> {
  const { status } = shell;
  const text = await expandPrompt(shell, shell.variables.get(name) ?? usual);
  shell.status = status;
  await shell.write(2, text);
}

function runReader(shell: Shell, reader: ScriptReader, label: string): Promise<number> {
  return runToEnd(shell, async () => {
    for (;;) {
      try {
        const next = await reader.next();
        if (!next) return shell.status;
        if (next.warning) {
          shell.line = next.warningLine;
          await shell.complain(next.warning);
        }
        shell.lineBase = next.lineBase;
        const replace = label !== "" && next.last && shell.traps.entries().length === 0;
        await executeStatement(shell, next.statement, { replace });
      } catch (error) {
        if (error instanceof ShellSyntaxError) {
          await complainOfSyntax(shell, error, 0, label);
          if (!shell.interactive) return 2;
          shell.status = 2;
          reader.reset();
        } else if (error instanceof LineAbort && !endsShell(shell, error)) {
          await shell.tellAbort(error);
          shell.status = error.code;
          unwind(shell);
          reader.skipLine(shell.line);
        } else throw error;
      }
    }
  });
}

function endsShell(shell: Shell, error: LineAbort): boolean {
  if (shell.interactive) return false;
  return error.fatal || shell.mode === "command";
}

/** What was in progress is no more. */
function unwind(shell: Shell): void {
  shell.loops = 0;
  shell.conditions = 0;
}
