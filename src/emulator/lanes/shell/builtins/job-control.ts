import { describeSignal } from "../state/shell-signals.js";
import type { Job } from "../state/jobs.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { parseOptions } from "./builtin.js";
import { tell } from "./echo.js";

export async function jobs(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("jobs", args, "lnprs", "jobs [-lnprs] [jobspec ...] or jobs -x command [args]");
  const wanted =
    rest.length === 0
      ? shell.jobs.all().length > 0
        ? shell.jobs.all()
        : shell.jobs.inherited
      : rest.map((text) => jobOf(shell, "jobs", text));
  for (const job of [...wanted]) {
    const ended = job.status !== undefined;
    if ((flags.has("r") && ended) || flags.has("s")) continue;
    if (flags.has("p")) await tell(shell, "jobs", `${job.process.pid}\n`);
    else await tell(shell, "jobs", describe(shell, job, flags.has("l")));
    if (ended) shell.jobs.remove(job);
  }
  return 0;
}

function describe(shell: Shell, job: Job, long: boolean): string {
  const { status } = job;
  const state = !status
    ? "Running"
    : status.signal
      ? describeSignal(status.signal)
      : status.code === 0
        ? "Done"
        : `Exit ${status.code}`;
  const pid = long ? `${String(job.process.pid)} ` : "";
  return `[${job.id}]${shell.jobs.markOf(job)}  ${pid}${state.padEnd(24)}${job.command}${status ? "" : " &"}\n`;
}

function jobOf(shell: Shell, name: string, text: string): Job {
  const job = text.startsWith("%") ? shell.jobs.find(text) : shell.jobs.find(`%${text}`);
  if (!job) throw new CommandError(`${name}: ${text}: no such job`);
  return job;
}

export async function wait(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("wait", args, "fnp:", "wait [-fn] [-p var] [id ...]");
  const variable = flags.get("p");
  if (flags.has("n")) return waitNext(shell, rest, variable);
  if (rest.length === 0) {
    for (const job of [...shell.jobs.all()]) {
      const interrupted = await waitJob(shell, job);
      if (interrupted !== undefined) return interrupted;
      shell.jobs.remove(job);
    }
    return 0;
  }
  let code = 0;
  for (const text of rest) {
    const job = text.startsWith("%") ? shell.jobs.find(text) : shell.jobs.byPid(Number(text));
    if (!job) {
      code = await waitUnknown(shell, text);
      continue;
    }
    const interrupted = await waitJob(shell, job);
    if (interrupted !== undefined) return interrupted;
    code = job.status?.code ?? 0;
    shell.jobs.remove(job);
    if (variable !== undefined) shell.variables.set(variable, String(job.process.pid));
  }
  return code;
}

async function waitUnknown(shell: Shell, text: string): Promise<number> {
  const substitution = shell.lastSubstitution;
  if (substitution && String(substitution.pid) === text) return (await shell.waitFor(substitution)).code;
  const known = shell.jobs.codeOf(Number(text));
  if (known !== undefined) return known;
  if (text.startsWith("%")) await shell.complain(`wait: ${text}: no such job`);
  else if (/^\d+$/.test(text)) await shell.complain(`wait: pid ${text} is not a child of this shell`);
  else {
    await shell.complain(`wait: \`${text}': not a pid or valid job spec`);
    return 1;
  }
  return 127;
}

/** @returns the code that a signal with a trap gives it; `undefined` when the job has ended */
async function waitJob(shell: Shell, job: Job): Promise<number | undefined> {
  if (!job.status) return orSignal(shell, job.process.ended);
  return undefined;
}

async function orSignal(shell: Shell, ended: Promise<unknown>): Promise<number | undefined> {
  if (!shell.traps.hasPending) {
    await shell.unlessKilled(Promise.race([ended.then(() => undefined), shell.traps.signalled]));
  }
  return shell.traps.hasPending ? shell.traps.pendingCode : undefined;
}

async function waitNext(shell: Shell, texts: readonly string[], variable: string | undefined): Promise<number> {
  const wanted =
    texts.length === 0
      ? [...shell.jobs.all()]
      : texts.map((text) => (text.startsWith("%") ? shell.jobs.find(text) : shell.jobs.byPid(Number(text))));
  const all = wanted.filter((job) => job !== undefined);
  if (all.length === 0) return 127;
  if (!all.some(({ status }) => status)) {
    const interrupted = await orSignal(shell, Promise.race(all.map(({ process }) => process.ended)));
    if (interrupted !== undefined) return interrupted;
  }
  const done = all.find(({ process }) => process.status);
  if (!done) return 127;
  shell.jobs.remove(done);
  if (variable !== undefined) shell.variables.set(variable, String(done.process.pid));
  return done.process.status?.code ?? 0;
}

export async function fg(shell: Shell, args: readonly string[], name: string): Promise<number> {
  if (!shell.options.has("monitor")) throw new CommandError(`${name}: no job control`);
  const job = args.length === 0 ? shell.jobs.find("%+") : jobOf(shell, name, args[0] ?? "");
  if (!job) throw new CommandError(`${name}: current: no such job`);
  if (name === "bg") {
    if (!job.status) shell.system.killGroup(job.process.group, "SIGCONT");
    await tell(shell, name, `[${job.id}]${shell.jobs.markOf(job)} ${job.command} &\n`);
    return 0;
  }
  await tell(shell, name, `${job.command}\n`);
  const { code } = await shell.waitInForeground(job.process);
  shell.jobs.remove(job);
  return code;
}

export async function disown(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("disown", args, "ahr", "disown [-h] [-ar] [jobspec ... | pid ...]");
  const current = shell.jobs.find("%+");
  if (rest.length === 0 && !flags.has("a") && !current) throw new CommandError("disown: current: no such job");
  const named = rest.map((text) => shell.jobs.byPid(Number(text)) ?? jobOf(shell, "disown", text));
  const wanted = flags.has("a") ? [...shell.jobs.all()] : rest.length > 0 ? named : [current];
  for (const job of wanted) {
    if (!job) continue;
    job.disowned = true;
    if (!flags.has("h")) shell.jobs.remove(job);
  }
  return 0;
}
