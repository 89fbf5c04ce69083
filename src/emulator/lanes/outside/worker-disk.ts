import { MessageChannel, type MessagePort } from "node:worker_threads";
import { withoutSession } from "../../../api/session/session.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { pathsBelow, storedFile } from "../mounts/mounted-contents.js";
import type { DiskListener } from "../mounts/disk-user.js";
import { entriesAt, ownEntries } from "./disk-entries.js";
import type { WorkerNews, WorkerStart } from "./worker-start.js";

type News<T = WorkerNews> = T extends WorkerNews ? Omit<T, "number" | "now"> : never;

/** How a `Worker` begins, and the port that it is sent. */
export type WorkerBeginning = Omit<WorkerStart, "execArgv">;

/** Those that run. */
const open = new Set<WorkerDisk>();

/** What the containers of this thread have changed is told to their workers: they are about to be sent something else. */
export function tellWorkers(): void {
  for (const disk of open) disk.tell();
}

/** Tells one `Worker` of a container what becomes of its disk: at once that something does, and with the next message what. */
export class WorkerDisk implements DiskListener {
  readonly #mounts: ContainerMounts;
  readonly #port: MessagePort;
  readonly #stale = new Set<string>();
  readonly #happened = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #number = 0;
  readonly beginning: WorkerBeginning;

  constructor(mounts: ContainerMounts) {
    this.#mounts = mounts;
    const { port1, port2 } = withoutSession(() => new MessageChannel());
    this.#port = port1;
    this.beginning = {
      ...contents(mounts),
      stale: [],
      happened: this.#happened,
      number: 0,
      port: port2,
    };
    mounts.users.listen(this);
    open.add(this);
  }

  changed(path: string): void {
    if (this.#stale.has(path)) return;
    this.#stale.add(path);
    this.#post({ type: "stale", path });
  }

  moved(directory: string): void {
    this.#post({ type: "directory", directory });
  }

  tell(): void {
    if (this.#mounts.users.areBusy) this.#mounts.users.look();
    if (this.#stale.size === 0) return;
    const entries = withoutSession(() => [...this.#stale].flatMap((path) => [...entriesAt(this.#mounts, path)]));
    this.#stale.clear();
    this.#post({ type: "entries", entries });
  }

  /** The worker has ended, or has never begun. */
  close(): void {
    open.delete(this);
    this.#mounts.users.ignore(this);
    this.#port.close();
  }

  #post(news: News): void {
    const number = ++this.#number;
    open.delete(this); // it posts a message itself
    this.#port.postMessage({ ...news, number, now: this.#mounts.now } satisfies WorkerNews);
    open.add(this);
    Atomics.store(this.#happened, 0, number);
  }
}

/** What is there now. */
export function contents(mounts: ContainerMounts): Pick<WorkerStart, "mounts" | "own" | "directory" | "now"> {
  if (mounts.users.areBusy) mounts.users.look();
  return withoutSession(() => ({
    mounts: mounts.specs.map(({ path }) => ({
      path,
      files: [...pathsBelow(mounts.tree, mounts.paths, path, path.length + 1)].map(
        (name) => [name, storedFile(mounts.tree.peek(`${path}/${name}`)) ?? null] as const,
      ),
    })),
    own: mounts.lower && [...ownEntries(mounts)],
    directory: mounts.paths.directory,
    now: mounts.now,
  }));
}
