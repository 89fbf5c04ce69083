import type { WireError } from "../../contract/wire.js";
import type { Kernel } from "../kernel/kernel.js";
import type { SandboxAnswer, SandboxReport, SandboxTask } from "../kernel/sandbox-protocol.js";

interface Waiting {
  answered(answer: SandboxAnswer): void;
  failed(error: WireError): void;
}

type Asking = Extract<SandboxTask, { readonly id: number }>;
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** What the container of a sandbox is to do: kept until it has started, and its answers. */
export class SandboxTasks {
  readonly #kernel: Kernel;
  #early: SandboxTask[] | undefined = [];
  #ordinal: number | undefined;
  #next = 1;
  readonly #waiting = new Map<number, Waiting>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Its container has started. */
  open(ordinal: number): void {
    this.#ordinal = ordinal;
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const task of early) this.send(task);
  }

  send(task: SandboxTask): void {
    if (this.#early) this.#early.push(task);
    else if (this.#ordinal !== undefined) this.#kernel.deliver(this.#ordinal, { type: "task", task });
  }

  /** Before all others that wait for its start. */
  first(task: SandboxTask): void {
    this.#early?.unshift(task);
  }

  /** @returns the number that it has got */
  ask(task: WithoutId<Asking>, waiting: Waiting): number {
    const id = this.#next++;
    this.#waiting.set(id, waiting);
    this.send({ ...task, id });
    return id;
  }

  told(report: Extract<SandboxReport, { type: "answer" | "failed" }>): void {
    const waiting = this.#waiting.get(report.id);
    this.#waiting.delete(report.id);
    if (report.type === "answer") waiting?.answered(report.answer);
    else waiting?.failed(report.error);
  }

  /** Nothing is done any more. */
  close(error: WireError): void {
    this.#early = undefined;
    this.#ordinal = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const each of waiting) each.failed(error);
  }
}
