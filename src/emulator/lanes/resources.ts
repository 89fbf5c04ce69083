import { createHook, type AsyncHook } from "node:async_hooks";
import type { ContainerRuntime } from "./container-runtime.js";
import { currentContainer } from "./container-session.js";

/** Resources that hold no work of a container: bookkeeping of Node, and what is woken by messages or virtual time. */
const IGNORED: ReadonlySet<string> = new Set([
  "PROMISE", "TickObject", "Microtask", "Timeout", "AsyncGenerator", "RANDOMPRIMEREQUEST", "FILEHANDLE", "TCPSERVERWRAP", "PIPESERVERWRAP",
  "HTTPINCOMINGMESSAGE", "HTTPCLIENTREQUEST", "DNSCHANNEL", "SIGNALWRAP", "STATWATCHER", "FSEVENTWRAP", "SCRIPT", "bound-anonymous-fn", "AsyncResource", "UNDICI_REQUEST",
  "DIRHANDLE", "BLOBREADER", "ELDHISTOGRAM", "PERFORMANCEOBSERVER", "HEAPSNAPSHOT", "CPUHEAPPROFILE", "QUIC_ENDPOINT", "STREAM_END_OF_STREAM", "ZLIBSTREAM",
]);

/** Handles that are busy as long as they live, unless their code says by `unref()` that nobody waits for them: a child process until it has ended. */
const LASTING: ReadonlySet<string> = new Set(["PROCESSWRAP", "WORKER"]);

/** Streams to elsewhere, busy while a request is unanswered or bytes moved a moment ago. */
const STREAMS: ReadonlySet<string> = new Set(["TCPWRAP", "PIPEWRAP", "TLSWRAP"]);

/** Real milliseconds after which a stream that moved nothing is idle. */
const STREAM_IDLE_MS = 50;

/** What a compression stream is to Node's own code: while it works on a chunk, it holds it. */
interface ZlibHandle {
  readonly buffer?: unknown;
}

interface StreamHandle {
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
}

interface TrackedStream {
  readonly container: ContainerRuntime;
  readonly handle: WeakRef<StreamHandle>;
  bytesRead: number;
  bytesWritten: number;
  isUnanswered: boolean;
  lastMoved: number;
}

/** Counts the real I/O that is under way on behalf of each container of a lane. */
export class Resources {
  readonly #hook: AsyncHook;
  readonly #now: () => number;
  readonly #live = new Map<number, { container: ContainerRuntime; type: string; handle: WeakRef<{ hasRef?(): boolean }> | undefined }>();
  readonly #streams = new Map<number, TrackedStream>();
  readonly #zlibs = new Map<number, { container: ContainerRuntime; handle: WeakRef<ZlibHandle> }>();
  readonly #ports = new Map<number, ContainerRuntime>();
  /** Hears of everything real that begins. */
  onUse: ((container: ContainerRuntime, type: string) => void) | undefined;
  #messages = 0;

  /** @param owns whether a container belongs to this lane */
  constructor(owns: (container: ContainerRuntime) => boolean, now: () => number) {
    this.#now = now;
    const ended = (id: number): void => {
      const resource = this.#live.get(id);
      if (resource && !LASTING.has(resource.type)) this.#live.delete(id);
    };
    const options = {
      init: (id: number, type: string, _trigger: number, resource: object): void => {
        if (IGNORED.has(type)) return;
        const container = currentContainer();
        if (!container?.isAlive || !owns(container)) return;
        this.onUse?.(container, type);
        if (type === "MESSAGEPORT") this.#ports.set(id, container);
        else if (type === "ZLIB") this.#zlibs.set(id, { container, handle: new WeakRef<ZlibHandle>(resource) });
        else if (STREAMS.has(type)) this.#streams.set(id, { container, handle: new WeakRef(resource), bytesRead: 0, bytesWritten: 0, isUnanswered: false, lastMoved: Number.NEGATIVE_INFINITY });
        else this.#live.set(id, { container, type, handle: LASTING.has(type) ? new WeakRef(resource) : undefined });
      },
      before: (id: number): void => {
        if (this.#ports.has(id)) this.#messages++;
      },
      after: ended,
      destroy: (id: number): void => {
        for (const tracked of this.#all) tracked.delete(id);
      },
      trackPromises: false,
    };
    this.#hook = createHook(options).enable();
  }

  /** Whom something real is under way for, and what. */
  busy(): Map<ContainerRuntime, string> {
    const busy = new Map<ContainerRuntime, string>();
    for (const { container, type, handle } of this.#live.values()) if (container.isAlive && handle?.deref()?.hasRef?.() !== false) busy.set(container, type);
    for (const { container, handle } of this.#zlibs.values()) if (container.isAlive && handle.deref()?.buffer) busy.set(container, "ZLIB");
    for (const stream of this.#streams.values()) if (stream.container.isAlive && this.#isMoving(stream)) busy.set(stream.container, "an open connection");
    return busy;
  }

  get isIdle(): boolean {
    return this.#all.every(({ size }) => size === 0);
  }

  /** How many messages came through ports of containers. One that is on its way shows only here, after a turn of the event loop. */
  get messages(): number {
    return this.#messages;
  }

  /** Whom a message may be on its way for. */
  get portOwners(): ReadonlySet<ContainerRuntime> {
    return new Set(this.#ports.values());
  }

  /** Nobody waits for what a container that is gone has left behind. */
  forget(container: ContainerRuntime): void {
    for (const tracked of [this.#live, this.#streams, this.#zlibs]) for (const [id, { container: owner }] of tracked) if (owner === container) tracked.delete(id);
    for (const [id, owner] of this.#ports) if (owner === container) this.#ports.delete(id);
  }

  close(): void {
    this.#hook.disable();
  }

  get #all(): readonly Map<number, unknown>[] {
    return [this.#live, this.#streams, this.#zlibs, this.#ports];
  }

  #isMoving(stream: TrackedStream): boolean {
    const { bytesRead = 0, bytesWritten = 0 } = stream.handle.deref() ?? {};
    const now = this.#now();
    if (bytesRead !== stream.bytesRead || bytesWritten !== stream.bytesWritten) {
      stream.isUnanswered = bytesRead === stream.bytesRead;
      stream.lastMoved = now;
      stream.bytesRead = bytesRead;
      stream.bytesWritten = bytesWritten;
    }
    return stream.isUnanswered || now - stream.lastMoved < STREAM_IDLE_MS;
  }
}
