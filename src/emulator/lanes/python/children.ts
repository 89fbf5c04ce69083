import type { Calls, ChildStart } from "./bridge/python-calls.js";
import type { OwnProcess, Process, SignalName } from "../processes/process.js";
import { shellError } from "../processes/system-errors.js";
import { signalNumber, signalOf } from "../processes/signal-numbers.js";
import { untilAborted } from "../processes/until-aborted.js";

/** Signals that Python ignores, and its children do not. */
const RESTORED: readonly SignalName[] = ["SIGPIPE", "SIGXFSZ"];

/** Processes that a run of Python has started and not waited for. */
export class Children {
  readonly #process: OwnProcess;
  readonly #children = new Map<number, Process>();

  constructor(process: OwnProcess) {
    this.#process = process;
  }

  /** @returns its pid @throws ShellError ENOENT, EACCES, EBADF */
  spawn({ argv, env, cwd, files, ownGroup, restores }: ChildStart): number {
    const own = this.#process;
    const info = own.system.fs.stat(cwd);
    if (!info) throw shellError("ENOENT");
    if (info.type !== "directory") throw shellError("ENOTDIR");
    const given = files.map(([child, fd]) => {
      const file = own.files.get(fd);
      if (!file) throw shellError("EBADF");
      return [child, file] as const;
    });
    const options = { argv, env: new Map(Object.entries(env)), cwd, files: new Map(given), ownGroup };
    const child = own.spawn({ ...options, ...(restores && { restored: RESTORED }) });
    this.#children.set(child.pid, child);
    return child.pid;
  }

  /** @param signal gives up @throws ShellError ECHILD */
  async wait({ pid, hang }: Calls["wait"]["ask"], signal: AbortSignal): Promise<Calls["wait"]["answer"]> {
    const meant = pid > 0 ? [this.#children.get(pid) ?? []].flat() : [...this.#children.values()];
    if (meant.length === 0) throw shellError("ECHILD");
    let ended = meant.find(({ status }) => status);
    if (!ended && hang) {
      const first = Promise.race(meant.map((child) => child.ended.then(() => child)));
      ended = await untilAborted(first, signal);
    }
    if (!ended?.status) return null;
    this.#children.delete(ended.pid);
    const { code, signal: by } = ended.status;
    return { pid: ended.pid, code, signal: by ? signalNumber(by) : 0 };
  }

  /** @returns the process group of a process, 0 for its own @throws ShellError ESRCH */
  group({ pid }: Calls["group"]["ask"]): number {
    if (pid === 0) return this.#process.group;
    const process = this.#children.get(pid) ?? this.#process.system.processes.get(pid);
    if (!process) throw shellError("ESRCH");
    return process.group;
  }

  /** @throws ShellError ESRCH, EINVAL */
  kill({ pid, signal }: Calls["kill"]["ask"]): void {
    const { system } = this.#process;
    if (pid < 0) return system.killGroup(-pid, nameOf(signal));
    if (pid === 0) return system.killGroup(this.#process.group, nameOf(signal));
    const process = this.#children.get(pid) ?? system.processes.get(pid);
    if (!process || process.status) throw shellError("ESRCH");
    if (signal !== 0) process.kill(nameOf(signal));
  }
}

/** @throws ShellError EINVAL */
export function nameOf(signal: number): SignalName {
  const name = signalOf(String(signal));
  if (!name) throw shellError("EINVAL");
  return name;
}
