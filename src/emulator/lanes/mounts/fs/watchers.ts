import { AsyncResource } from "node:async_hooks";
import { EventEmitter, on } from "node:events";
import type { Stats } from "node:fs";
import { posix } from "node:path";
import { encoded, toOptions, toPath } from "./arguments.js";
import type { MountView } from "./mount-view.js";
import type { MountNode } from "../tree/mount-node.js";
import type { TreeChange } from "../tree/tree-host.js";
import { bigIntStats, nodeStats } from "./node-stats.js";

interface WatchOptions {
  readonly recursive: boolean;
  readonly signal: AbortSignal;
  readonly bigint: boolean;
}

type Hear = (type: "change" | "rename", path: string) => void;

/**
 * Whoever watches files of a container's mounts: told of every change as it happens, without timers, so that watching
 * holds no time.
 */
export class Watchers {
  readonly #mounts: MountView;
  readonly #hearing = new Set<Hear>();
  readonly #observers = new Set<(change: TreeChange) => void>();
  readonly #statWatchers = new Map<string, MountStatWatcher>();

  constructor(mounts: MountView) {
    this.#mounts = mounts;
  }

  /** @param observer hears of every change at once @returns how to hear no more of it */
  observe(observer: (change: TreeChange) => void): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  notify(change: TreeChange): void {
    for (const observer of this.#observers) observer(change);
    if (this.#hearing.size === 0) return;
    const type = change.type === "modified" || change.type === "attributes" ? "change" : "rename";
    for (const hear of [...this.#hearing]) {
      if (change.type === "moved") hear(type, change.from);
      hear(type, change.path);
    }
  }

  /** `fs.watch` */
  watch(given: unknown, options?: unknown, listener?: unknown): MountWatcher {
    const path = posix.resolve(process.cwd(), toPath(given, "filename"));
    const heard = typeof options === "function" ? options : listener;
    this.#mounts.volume.tree.find(path, "watch");
    const { recursive, signal, encoding } = toOptions<WatchOptions>(options);
    const watcher: MountWatcher = new MountWatcher(() => this.#hearing.delete(hear));
    const hear: Hear = (type, changed) => {
      const name = posix.relative(path, changed);
      if (name.startsWith("..") || (!recursive && name.includes("/"))) return;
      watcher.tell("change", type, encoded(name === "" ? posix.basename(path) : name, encoding));
    };
    this.#hearing.add(hear);
    if (typeof heard === "function") watcher.on("change", heard as () => void);
    if (signal?.aborted) process.nextTick(() => watcher.close());
    else signal?.addEventListener("abort", () => watcher.close(), { once: true });
    return watcher;
  }

  /** `fs.promises.watch` */
  async *events(
    path: unknown,
    options: Partial<WatchOptions> = {},
  ): AsyncGenerator<{ eventType: unknown; filename: unknown }> {
    const { signal, ...others } = options;
    const watcher = this.watch(path, others);
    try {
      for await (const [eventType, filename] of on(watcher, "change", {
        ...(signal && { signal }),
        close: ["close"],
      }) as AsyncIterable<[unknown, unknown]>)
        yield { eventType, filename };
    } finally {
      watcher.close();
    }
  }

  /** `fs.watchFile`: tells at each change instead of looking again and again. */
  watchFile(given: unknown, options: unknown, listener?: unknown): MountStatWatcher {
    const path = posix.resolve(process.cwd(), toPath(given, "filename"));
    const heard = (typeof options === "function" ? options : listener) as (current: Stats, previous: Stats) => void;
    if (typeof heard !== "function")
      throw Object.assign(new TypeError('The "listener" argument must be of type function.'), {
        code: "ERR_INVALID_ARG_TYPE",
      });
    const { bigint } = toOptions<WatchOptions>(typeof options === "function" ? undefined : options);
    const look = (): unknown => {
      const found = this.#mounts.volume.tree.walk(path, false);
      return statsOr0(typeof found === "string" ? undefined : found.getNode(), bigint === true);
    };
    const existing = this.#statWatchers.get(path);
    const watcher: MountStatWatcher = existing ?? new MountStatWatcher(look, () => this.#hearing.delete(hear));
    const hear: Hear = (_type, changed) => changed === path && watcher.look();
    if (!existing) {
      this.#hearing.add(hear);
      this.#statWatchers.set(path, watcher);
    }
    return watcher.on("change", heard);
  }

  unwatchFile(given: unknown, listener?: (...args: unknown[]) => void): void {
    const path = posix.resolve(process.cwd(), toPath(given, "filename"));
    const watcher = this.#statWatchers.get(path);
    if (listener) watcher?.off("change", listener);
    else watcher?.removeAllListeners("change");
    if (!watcher || watcher.listenerCount("change") > 0) return;
    watcher.close();
    this.#statWatchers.delete(path);
  }
}

/** Tells in the context of whoever watches, after the code that made the change. */
class Teller extends EventEmitter {
  readonly #context = new AsyncResource("AsyncResource", { requireManualDestroy: true });
  readonly #stop: () => void;
  #isClosed = false;

  constructor(stop: () => void) {
    super();
    this.#stop = stop;
  }

  tell(event: string, ...args: unknown[]): void {
    this.#context.runInAsyncScope(
      process.nextTick,
      undefined,
      () => void (this.#isClosed || this.emit(event, ...args)),
    );
  }

  close(): void {
    if (this.#isClosed) return;
    this.#stop();
    this.tell("close");
    process.nextTick(() => (this.#isClosed = true));
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** Node's `FSWatcher`, of a path in a mount. */
export class MountWatcher extends Teller {
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Node's `StatWatcher`, of a path in a mount. */
export class MountStatWatcher extends Teller {
  readonly #look: () => unknown;
  #last: unknown;
  #isLooking = false;

  constructor(look: () => unknown, stop: () => void) {
    super(stop);
    this.#look = look;
    this.#last = look();
  }

  /** Tells what changed, once for all changes of one moment. */
  look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    process.nextTick(() => {
      this.#isLooking = false;
      const previous = this.#last;
      this.#last = this.#look();
      this.tell("change", this.#last, previous);
    });
  }
}

/** Of what is not there, all numbers are 0. */
function statsOr0(node: MountNode | undefined, isBig: boolean): unknown {
  if (node) return isBig ? bigIntStats(node) : nodeStats(node);
  const stats = nodeStats({ getSize: () => 0, isDirectory: () => false } as MountNode);
  for (const name of Object.keys(stats)) Reflect.set(stats, name, isBig ? 0n : 0);
  return stats;
}
