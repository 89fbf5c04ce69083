import { allSignals, signalOf } from "../state/shell-signals.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { tell } from "./echo.js";

const USAGE = "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]";

export async function kill(shell: Shell, args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === undefined) throw new CommandError(USAGE, 2);
  if (first === "-l" || first === "-L") return list(shell, args.slice(1));
  let targets = args;
  let text = "TERM";
  if (first === "-s" || first === "-n") {
    text = args[1] ?? "";
    targets = args.slice(2);
  } else if (first === "--") targets = args.slice(1);
  else if (/^-./.test(first)) {
    text = first.slice(1);
    targets = args.slice(1);
  }
  if (targets[0] === "--") targets = targets.slice(1);
  const signal = text === "0" ? undefined : signalOf(text);
  if (text !== "0" && !signal) throw new CommandError(`kill: ${text}: invalid signal specification`);
  if (targets.length === 0) throw new CommandError(USAGE, 2);
  let code = 0;
  for (const target of targets) {
    const complaint = send(shell, target, signal?.name);
    if (complaint === undefined) continue;
    await shell.complain(`kill: ${complaint}`);
    code = 1;
  }
  return code;
}

/** @returns what is wrong */
function send(shell: Shell, target: string, signal: NodeJS.Signals | undefined): string | undefined {
  if (target.startsWith("%")) {
    const job = shell.jobs.find(target);
    if (!job) return `${target}: no such job`;
    if (signal && shell.options.has("monitor")) shell.system.killGroup(job.process.group, signal);
    else if (signal) job.process.kill(signal);
    return undefined;
  }
  if (!/^-?\d+$/.test(target)) return `${target}: arguments must be process or job IDs`;
  const pid = Number(target);
  if (pid <= 0) {
    const group = pid === 0 ? shell.process.group : -pid;
    const members = [...shell.system.processes.values()].some((each) => each.group === group && !each.status);
    if (!members) return `(${target}) - No such process`;
    if (signal) shell.system.killGroup(group, signal);
    return undefined;
  }
  const process = shell.system.processes.get(pid);
  // what has ended and was not waited for can still be signalled
  if (!process || (process.status && !shell.jobs.byPid(pid))) return `(${target}) - No such process`;
  if (signal) process.kill(signal);
  return undefined;
}

async function list(shell: Shell, args: readonly string[]): Promise<number> {
  if (args.length === 0) {
    const entries = allSignals().map(({ number, name }) => `${String(number).padStart(2)}) ${name}`);
    const rows = entries.flatMap((_, index) => (index % 5 === 0 ? [entries.slice(index, index + 5).join("\t")] : []));
    await tell(shell, "kill", `${rows.join("\n")}\n`);
    return 0;
  }
  for (const text of args) {
    const signal = signalOf(/^\d+$/.test(text) && Number(text) > 128 ? String(Number(text) - 128) : text);
    if (!signal) throw new CommandError(`kill: ${text}: invalid signal specification`);
    await tell(shell, "kill", /^\d+$/.test(text) ? `${signal.name.slice(3)}\n` : `${signal.number}\n`);
  }
  return 0;
}
