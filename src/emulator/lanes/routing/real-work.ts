import { AsyncResource, createHook, type AsyncHook } from "node:async_hooks";
import { constants } from "node:os";
import type { RunningContainer } from "./running-container.js";
import { currentContainer } from "./container-session.js";
import { TrackedDatagrams } from "./tracked-datagrams.js";
import { TrackedPorts } from "./tracked-ports.js";
import { TrackedStream } from "./tracked-stream.js";

/** Resources that hold no work of a container: bookkeeping of Node, and what is woken by messages or virtual time. */
const IGNORED: ReadonlySet<string> = new Set([
  "PROMISE",
  "TickObject",
  "Microtask",
  "Timeout",
  "AsyncGenerator",
  "FILEHANDLE",
  "TCPSERVERWRAP",
  "PIPESERVERWRAP",
  "HTTPINCOMINGMESSAGE",
  "HTTPCLIENTREQUEST",
  "DNSCHANNEL",
  "SIGNALWRAP",
  "STATWATCHER",
  "FSEVENTWRAP",
  "SCRIPT",
  "DIRHANDLE",
  "BLOBREADER",
  "ELDHISTOGRAM",
  "PERFORMANCEOBSERVER",
  "HEAPSNAPSHOT",
  "CPUHEAPPROFILE",
  "QUIC_ENDPOINT",
  "STREAM_END_OF_STREAM",
  "ZLIBSTREAM",
  // what goes on over a stream that is tracked, or over one of JavaScript's
  "JSSTREAM",
  "HTTP2SESSION",
  "HTTP2STREAM",
  "HTTP2PING",
  "HTTP2SETTINGS",
]);

/** What is busy as long as it lives and is not unreferenced, as by pools of such while they have nothing to do. */
const LASTING: ReadonlySet<string> = new Set(["PROCESSWRAP", "WORKER"]);

/** A file operation; without anybody to call, a read of a blob's, which does not say when it is done. */
const FILE = "FSREQCALLBACK";

/** What errors call a resource, where its type does not say it. */
const NAMES: Readonly<Record<string, string>> = {
  PROCESSWRAP: "a child process",
  WORKER: "a worker thread",
  [FILE]: "a file operation",
  FSREQPROMISE: "a file operation",
  GETADDRINFOREQWRAP: "looking up a host name",
  TCPCONNECTWRAP: "connecting to a server",
  Immediate:
    "setImmediate, again and again; code that waits for the clock has to await a timer, because virtual time stands still while it runs",
};

/** Streams to elsewhere, busy while a request is unanswered or bytes moved a moment ago. */
const STREAMS: ReadonlySet<string> = new Set(["TCPWRAP", "PIPEWRAP", "TLSWRAP"]);

/** Making a stream's connection; it is triggered by the stream. */
const CONNECTING: ReadonlySet<string> = new Set(["TCPCONNECTWRAP", "PIPECONNECTWRAP"]);

/** Work of Node's that has a form which is over when it is called, as `scryptSync` of `scrypt`. */
interface Job {
  run?(): unknown;
}

/** What a compression stream is to Node's own code: while it works on a chunk, it holds it. */
interface ZlibHandle {
  readonly buffer?: unknown;
}

/** A child process, a worker thread or a file operation to Node's own code. */
interface Handle {
  hasRef?(): boolean;
  oncomplete?: unknown;
  kill?(signal: number): void;
}

/** Something real that a container waits for. */
export interface Work {
  /** In words. */
  readonly what: string;
  /** When it began; `Infinity` for what begins anew all the time. */
  readonly since: number;
}

/** What each container waits for longest. */
export class Busy extends Map<RunningContainer, Work> {
  add(container: RunningContainer, work: Work): void {
    const known = this.get(container);
    if (container.isAlive && (!known || work.since < known.since)) this.set(container, work);
  }
}

interface Live {
  readonly container: RunningContainer;
  readonly type: string;
  readonly since: number;
  /** Of what lasts, or has to be looked at. */
  readonly handle: WeakRef<Handle> | undefined;
  /** What it connects. */
  readonly stream: TrackedStream | undefined;
}

/** Counts the real I/O that is under way on behalf of each container of a lane. */
export class RealWork {
  readonly #hook: AsyncHook;
  readonly #now: () => number;
  readonly #live = new Map<number, Live>();
  readonly #streams = new Map<number, TrackedStream>();
  readonly #zlibs = new Map<number, { container: RunningContainer; handle: WeakRef<ZlibHandle> }>();
  readonly #datagrams = new Map<number, TrackedDatagrams>();
  readonly #ports = new TrackedPorts();
  /** Hears of everything real that begins. */
  onUse: ((container: RunningContainer, type: string) => void) | undefined;
  #messages = 0;
  #begun = 0;

  /**
   * @param owns whether a container belongs to this lane
   * @param safely what throws in a hook would end the process
   */
  constructor(
    owns: (container: RunningContainer) => boolean,
    now: () => number,
    safely: (body: () => void) => void = (body) => body(),
  ) {
    this.#now = now;
    const ended = (id: number): void => {
      const resource = this.#live.get(id);
      if (!resource || LASTING.has(resource.type)) return;
      this.#live.delete(id);
      resource.stream?.connected(now());
    };
    const hooks = {
      init: (id: number, type: string, trigger: number, resource: object): void => {
        this.#begun++;
        // the latter is a context, whatever its name
        if (IGNORED.has(type) || resource instanceof AsyncResource) return;
        const container = currentContainer();
        if (!container?.isAlive || !owns(container)) return;
        this.onUse?.(container, type);
        if (type === "MESSAGEPORT") this.#ports.add(id, container, resource);
        else if (type === "ZLIB") this.#zlibs.set(id, { container, handle: new WeakRef<ZlibHandle>(resource) });
        else if (STREAMS.has(type)) this.#streams.set(id, new TrackedStream(container, resource));
        else if (type === "UDPWRAP") this.#datagrams.set(id, new TrackedDatagrams(container, resource, now));
        else {
          whenRunAtOnce(resource, () => this.#live.delete(id));
          this.#live.set(id, {
            container,
            type,
            since: type === "Immediate" ? Number.POSITIVE_INFINITY : now(),
            handle: LASTING.has(type) || type === FILE ? new WeakRef<Handle>(resource) : undefined,
            stream: CONNECTING.has(type) ? this.#streams.get(trigger) : undefined,
          });
        }
      },
      before: (id: number): void => {
        if (this.#ports.has(id)) this.#messages++;
        this.#datagrams.get(id)?.moved();
        this.#streams.get(id)?.reading();
      },
      after: ended,
      destroy: (id: number): void => {
        for (const tracked of this.#all) tracked.delete(id);
      },
    };
    const options = {
      init: (id: number, type: string, trigger: number, resource: object): void => {
        try {
          hooks.init(id, type, trigger, resource);
        } catch {
          safely(() => hooks.init(id, type, trigger, resource));
        }
      },
      before: (id: number): void => {
        try {
          hooks.before(id);
        } catch {
          safely(() => hooks.before(id));
        }
      },
      after: (id: number): void => {
        try {
          hooks.after(id);
        } catch {
          safely(() => hooks.after(id));
        }
      },
      destroy: (id: number): void => {
        try {
          hooks.destroy(id);
        } catch {
          safely(() => hooks.destroy(id));
        }
      },
      trackPromises: false,
    };
    this.#hook = createHook(options).enable();
  }

  /** Whom something real is under way for. @param turning whose turn it is */
  busy(turning: ReadonlySet<RunningContainer>): Busy {
    const busy = new Busy();
    const now = this.#now();
    for (const { container, type, since, handle } of this.#live.values()) {
      const resource = handle?.deref();
      const isBusy = type === FILE ? resource?.oncomplete !== undefined : resource?.hasRef?.() !== false;
      if (isBusy) busy.add(container, { what: NAMES[type] ?? type, since });
    }
    for (const { container, handle } of this.#zlibs.values())
      if (handle.deref()?.buffer) busy.add(container, { what: "compression", since: Number.POSITIVE_INFINITY });
    for (const stream of this.#streams.values())
      for (const user of stream.waiting(turning, now)) busy.add(user, { what: stream.name, since: stream.since });
    for (const owner of this.#ports.waiting())
      if (this.#hasThread(owner)) busy.add(owner, { what: "a worker thread", since: Number.POSITIVE_INFINITY });
    for (const datagrams of this.#datagrams.values())
      if (datagrams.isBusy) busy.add(datagrams.owner, { what: "datagrams", since: Number.POSITIVE_INFINITY });
    return busy;
  }

  #hasThread(container: RunningContainer): boolean {
    return this.#live.values().some(({ container: owner, type }) => owner === container && type === "WORKER");
  }

  get isIdle(): boolean {
    return this.#all.every(({ size }) => size === 0);
  }

  /**
   * How many resources of whatever kind, but for promises, began in this thread: a span without any was one of
   * microtasks only.
   */
  get begun(): number {
    return this.#begun;
  }

  /**
   * How many messages came through ports of containers. One that is on its way shows only here, after a turn of the
   * event loop.
   */
  get messages(): number {
    return this.#messages;
  }

  /** Whom a message may be on its way for. */
  get portOwners(): ReadonlySet<RunningContainer> {
    return this.#ports.owners;
  }

  /**
   * Nobody waits for what a container that is gone has left behind. Its child processes end with it, its connections
   * may be a package's.
   */
  forget(container: RunningContainer): void {
    for (const stream of this.#streams.values()) if (stream.owner === container) stream.orphan();
    for (const [id, { container: owner, handle }] of this.#live) {
      if (owner !== container) continue;
      const left = handle?.deref();
      if (left?.hasRef?.()) left.kill?.(constants.signals.SIGKILL);
      this.#live.delete(id);
    }
    for (const [id, { container: owner }] of this.#zlibs) if (owner === container) this.#zlibs.delete(id);
    for (const [id, { owner }] of this.#datagrams) if (owner === container) this.#datagrams.delete(id);
    this.#ports.forget(container);
  }

  close(): void {
    this.#hook.disable();
  }

  get #all(): readonly Pick<Map<number, unknown>, "size" | "delete">[] {
    return [this.#live, this.#streams, this.#zlibs, this.#datagrams, this.#ports];
  }
}

/** A job of Node's answers with a list when it is run, if that was all of it. */
function whenRunAtOnce(job: Job, over: () => void): void {
  const { run } = job;
  if (!run) return;
  job.run = () => {
    const answer = Reflect.apply(run, job, []);
    if (Array.isArray(answer)) over();
    return answer;
  };
}
