import type { ExitStatus, Process } from "../../processes/process.js";

/** What a shell has started in the background. */
export interface Job {
  /** From 1, as in `%1`. */
  readonly id: number;
  /** The last of a pipeline is the one whose code counts. */
  readonly process: Process;
  readonly command: string;
  status: ExitStatus | undefined;
  /** `disown -h`, `disown`. */
  disowned: boolean;
}

/** The jobs of a shell, and the codes of those that have ended. */
export class Jobs {
  readonly #jobs: Job[] = [];
  inherited: readonly Job[] = [];
  /** By pid; of those that were waited for, too. */
  readonly #codes = new Map<number, number>();

  add(process: Process, command: string): Job {
    const job: Job = {
      id: (this.#jobs.at(-1)?.id ?? 0) + 1,
      process,
      command,
      status: undefined,
      disowned: false,
    };
    this.#jobs.push(job);
    void process.ended.then((status) => {
      job.status = status;
      this.#codes.set(process.pid, status.code);
    });
    return job;
  }

  /** For `jobs` of a part of a shell, whose own jobs they are not. */
  inherit(other: Jobs): void {
    this.inherited = other.#jobs.length > 0 ? [...other.#jobs] : other.inherited;
  }

  all(): readonly Job[] {
    return this.#jobs;
  }

  /** `+` is what `fg` takes, `-` what would be next. */
  markOf(job: Job): "+" | "-" | " " {
    if (job === this.#jobs.at(-1)) return "+";
    return job === this.#jobs.at(-2) ? "-" : " ";
  }

  /** By `%1`, `%+`, `%-`, `%name`, `%?part`. */
  find(text: string): Job | undefined {
    const name = text.slice(1);
    if (name === "" || name === "+" || name === "%") return this.#jobs.at(-1);
    if (name === "-") return this.#jobs.at(-2) ?? this.#jobs.at(-1);
    if (/^\d+$/.test(name)) return this.#jobs.find(({ id }) => id === Number(name));
    if (name.startsWith("?")) return this.#jobs.findLast(({ command }) => command.includes(name.slice(1)));
    return this.#jobs.findLast(({ command }) => command.startsWith(name));
  }

  byPid(pid: number): Job | undefined {
    return this.#jobs.find(({ process }) => process.pid === pid);
  }

  codeOf(pid: number): number | undefined {
    return this.#codes.get(pid);
  }

  forgetCode(pid: number): void {
    this.#codes.delete(pid);
  }

  remove(job: Job): void {
    const index = this.#jobs.indexOf(job);
    if (index >= 0) this.#jobs.splice(index, 1);
  }
}
