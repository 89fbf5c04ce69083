import type { OpenFile } from "../processes/open-file.js";
import type { ExitStatus, Process } from "../processes/process.js";
import type { CommandNode, PipelineNode } from "./parsing/tree.js";
import type { ExecuteOptions } from "./state/evaluator.js";
import type { Shell } from "./state/shell.js";
import { describeSignal } from "./state/shell-signals.js";

/** Its code, of the last command or, under `pipefail`, the last that failed, becomes the shell's status. */
export async function executePipeline(shell: Shell, pipeline: PipelineNode, options: ExecuteOptions): Promise<void> {
  const begin = shell.system.now();
  const { commands } = pipeline;
  const [only] = commands;
  let codes: readonly number[];
  if (commands.length === 1 && only) {
    await shell.evaluator.command(shell, only, options);
    codes = [shell.status];
  } else codes = await runTogether(shell, pipeline);
  setPipeStatus(shell, codes);
  const failed = shell.options.has("pipefail") ? codes.findLast((code) => code !== 0) : undefined;
  shell.status = failed ?? codes.at(-1) ?? 0;
  if (pipeline.negated) shell.status = shell.status === 0 ? 1 : 0;
  if (pipeline.timed) await tellTime(shell, shell.system.now() - begin, pipeline.timePosix ?? false);
}

function setPipeStatus(shell: Shell, codes: readonly number[]): void {
  const variable = shell.variables.findOwn("PIPESTATUS");
  const list = new Map(codes.map((code, index) => [index, String(code)]));
  if (variable) variable.list = list;
  else shell.variables.declareGlobal("PIPESTATUS").list = list;
}

async function runTogether(shell: Shell, pipeline: PipelineNode): Promise<readonly number[]> {
  const { commands } = pipeline;
  const processes: Process[] = [];
  const inProcess = shell.options.shopt("lastpipe") && !shell.options.has("monitor");
  let input: OpenFile | undefined;
  let own: number | undefined;
  for (const [index, command] of commands.entries()) {
    const last = index === commands.length - 1;
    if (last && inProcess && input) {
      own = await runWithInput(shell, command, input);
      input = undefined;
      break;
    }
    const pipe = last ? undefined : shell.system.pipe();
    const files = new Map<number, OpenFile>();
    if (input) files.set(0, input);
    if (pipe) files.set(1, pipe.write);
    if (pipe && pipeline.pipeStderr?.[index]) files.set(2, pipe.write);
    try {
      const forked = startPart(shell, command, files);
      processes.push(forked instanceof Promise ? await forked : forked);
    } catch (error) {
      pipe?.read.release();
      throw error;
    } finally {
      input?.release();
      pipe?.write.release();
    }
    input = pipe?.read;
  }
  const statuses = await Promise.all(processes.map((process) => shell.waitFor(process)));
  for (const [index, status] of statuses.entries()) await tellSignal(shell, processes[index], status, commands[index]);
  const codes = statuses.map(({ code }) => code);
  return own === undefined ? codes : [...codes, own];
}

function startPart(
  shell: Shell,
  command: CommandNode,
  files: ReadonlyMap<number, OpenFile>,
): Process | Promise<Process> {
  return shell.evaluator.fork(
    shell,
    async (part) => {
      await part.evaluator.command(part, command, { replace: part.traps.entries().length === 0 });
      return part.status;
    },
    { files },
  );
}

async function runWithInput(shell: Shell, command: CommandNode, input: OpenFile): Promise<number> {
  const { files } = shell.process;
  const before = files.get(0);
  files.set(0, input);
  try {
    await shell.evaluator.command(shell, command, {});
    return shell.status;
  } finally {
    if (files.get(0) === input) files.delete(0);
    input.release();
    if (before) files.set(0, before);
  }
}

/** Says that a signal has ended a command, but for those that are usual. */
export async function tellSignal(
  shell: Shell,
  process: Process | undefined,
  { signal }: ExitStatus,
  command: CommandNode | undefined,
): Promise<void> {
  if (!signal || signal === "SIGINT" || signal === "SIGPIPE" || !process || !command) return;
  if (shell.interactive || signal === "SIGTERM") return shell.write(2, `${describeSignal(signal)}\n`);
  const told = `${String(process.pid).padStart(5)} ${describeSignal(signal).padEnd(23)} ${process.argv.join(" ")}`;
  await shell.complain(told);
}

async function tellTime(shell: Shell, ms: number, posix: boolean): Promise<void> {
  const seconds = (ms / 1000).toFixed(posix ? 2 : 3);
  if (posix) return shell.write(2, `real ${seconds}\nuser 0.00\nsys 0.00\n`);
  const format = shell.variables.get("TIMEFORMAT") ?? "\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS";
  if (format === "") return;
  const text = format.replace(/%(?:(\d)?(l)?([RUS])|P|%)/g, (written, digits = "3", long: string | undefined, kind) => {
    if (written === "%%") return "%";
    if (written === "%P") return "0.00";
    const value = kind === "R" ? ms / 1000 : 0;
    const places = Math.min(Number(digits), 3);
    return long ? `${Math.floor(value / 60)}m${(value % 60).toFixed(places)}s` : value.toFixed(places);
  });
  await shell.write(2, `${text}\n`);
}
