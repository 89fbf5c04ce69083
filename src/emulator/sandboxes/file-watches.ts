import type { SandboxFileEvent } from "../../contract/sandbox-files.js";
import type { Pending } from "../kernel/kernel.js";

interface Watch {
  events: SandboxFileEvent[];
  pending: Pending<"sandbox.watched"> | undefined;
  /** Nothing happens any more: what has happened is told, and then that this was all. */
  isOver: boolean;
}

/** Who watches files of a sandbox, and what they have not been told yet. */
export class FileWatches {
  readonly #watches = new Map<number, Watch>();

  open(id: number): void {
    this.#watches.set(id, { events: [], pending: undefined, isOver: false });
  }

  happened(id: number, events: readonly SandboxFileEvent[]): void {
    const watch = this.#watches.get(id);
    if (!watch || watch.isOver) return;
    watch.events.push(...events);
    this.#tell(watch);
  }

  /** Answers with what has happened since the last time, as soon as there is something. */
  take(id: number, pending: Pending<"sandbox.watched">): void {
    const watch = this.#watches.get(id);
    if (!watch) return pending.reply(null);
    watch.pending = pending;
    this.#tell(watch);
  }

  /** Nothing happens any more. */
  end(id: number): void {
    const watch = this.#watches.get(id);
    if (!watch) return;
    watch.isOver = true;
    this.#tell(watch);
  }

  close(): void {
    for (const id of this.#watches.keys()) this.end(id);
  }

  #tell(watch: Watch): void {
    const { events, pending, isOver } = watch;
    if (!pending?.isOpen || (events.length === 0 && !isOver)) return;
    watch.events = [];
    watch.pending = undefined;
    pending.reply(events.length > 0 ? events : null);
  }
}
