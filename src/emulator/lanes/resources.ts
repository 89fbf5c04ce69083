import { createHook, type AsyncHook } from "node:async_hooks";
import type { ContainerRuntime } from "./container-runtime.js";
import { currentContainer } from "./container-session.js";

/** Resources that hold no work of a container: bookkeeping of Node, and what is woken by messages or virtual time. */
const IGNORED: ReadonlySet<string> = new Set([
  "PROMISE", "TickObject", "Microtask", "Timeout", "MESSAGEPORT", "AsyncGenerator", "RANDOMPRIMEREQUEST", "FILEHANDLE", "TCPSERVERWRAP", "PIPESERVERWRAP",
  "HTTPINCOMINGMESSAGE", "HTTPCLIENTREQUEST", "DNSCHANNEL", "SIGNALWRAP", "STATWATCHER", "FSEVENTWRAP", "SCRIPT", "bound-anonymous-fn", "AsyncResource", "UNDICI_REQUEST",
  "DIRHANDLE", "BLOBREADER", "ELDHISTOGRAM", "PERFORMANCEOBSERVER", "HEAPSNAPSHOT", "CPUHEAPPROFILE", "QUIC_ENDPOINT", "STREAM_END_OF_STREAM", "ZLIBSTREAM",
]);

/** Handles that are busy as long as they live: a child process until it has ended. */
const LASTING: ReadonlySet<string> = new Set(["PROCESSWRAP", "WORKER"]);

/** Streams to elsewhere, busy while a request is unanswered or bytes moved a moment ago. */
const STREAMS: ReadonlySet<string> = new Set(["TCPWRAP", "PIPEWRAP", "TLSWRAP"]);

/** Real milliseconds after which a stream that moved nothing is idle. */
const STREAM_IDLE_MS = 50;

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
  readonly #live = new Map<number, { container: ContainerRuntime; type: string }>();
  readonly #streams = new Map<number, TrackedStream>();

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
        if (STREAMS.has(type)) this.#streams.set(id, { container, handle: new WeakRef(resource), bytesRead: 0, bytesWritten: 0, isUnanswered: false, lastMoved: Number.NEGATIVE_INFINITY });
        else this.#live.set(id, { container, type });
      },
      after: ended,
      destroy: (id: number): void => {
        this.#live.delete(id);
        this.#streams.delete(id);
      },
      trackPromises: false,
    };
    this.#hook = createHook(options).enable();
  }

  /** Whom something real is under way for, and what. */
  busy(): Map<ContainerRuntime, string> {
    const busy = new Map<ContainerRuntime, string>();
    for (const { container, type } of this.#live.values()) if (container.isAlive) busy.set(container, type);
    for (const stream of this.#streams.values()) if (stream.container.isAlive && this.#isMoving(stream)) busy.set(stream.container, "an open connection");
    return busy;
  }

  get isIdle(): boolean {
    return this.#live.size === 0 && this.#streams.size === 0;
  }

  /** Nobody waits for what a container that is gone has left behind. */
  forget(container: ContainerRuntime): void {
    for (const [id, resource] of this.#live) if (resource.container === container) this.#live.delete(id);
    for (const [id, stream] of this.#streams) if (stream.container === container) this.#streams.delete(id);
  }

  close(): void {
    this.#hook.disable();
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
