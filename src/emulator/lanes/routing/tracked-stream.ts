import type { RunningContainer } from "./running-container.js";

/** Real milliseconds after which a stream that moved nothing is idle. */
const STREAM_IDLE_MS = 50;

/** Real milliseconds that a connection is waited for which nobody has said anything on yet: the server may begin. */
const GREETING_MS = 2000;

interface StreamHandle {
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
  getpeername?(address: { address?: string; port?: number }): number;
  unref?(): void;
  hasRef?(): boolean;
  /** Of encryption: what it goes over. */
  readonly _parent?: object | null;
}

/**
 * A stream to elsewhere: busy while a request is unanswered or bytes moved a moment ago, and for a while after it was
 * connected, until there are any.
 */
export class TrackedStream {
  readonly owner: RunningContainer;
  readonly #handle: WeakRef<StreamHandle>;
  #bytesRead: number;
  #bytesWritten: number;
  /** How much was written when something was read last, if that was after the last look. */
  #writtenBefore: number | undefined;
  #isUnanswered = false;
  #lastMoved = Number.NEGATIVE_INFINITY;
  /** When it was connected, until bytes move. */
  #connected = Number.NEGATIVE_INFINITY;
  /** Who has used it last: a package's pool may hand it from one container to the next. */
  #users: readonly RunningContainer[];

  /** @param resource the handle, or what an HTTP agent wraps around that of a connection that it uses again */
  constructor(owner: RunningContainer, resource: StreamHandle & { readonly handle?: StreamHandle }) {
    this.owner = owner;
    this.#users = [owner];
    this.#handle = new WeakRef(resource.handle ?? resource);
    this.#bytesRead = resource.handle?.bytesRead ?? 0; // a handle that is being made does not have these yet
    this.#bytesWritten = resource.handle?.bytesWritten ?? 0;
  }

  /** When bytes moved last, or it was connected. */
  get since(): number {
    return Math.max(this.#lastMoved, this.#connected);
  }

  connected(now: number): void {
    this.#connected = now;
  }

  /** Something is about to be read. */
  reading(): void {
    this.#writtenBefore = this.#handle.deref()?.bytesWritten;
  }

  /** Who waits for it. @param turning whose turn it is */
  waiting(turning: ReadonlySet<RunningContainer>, now: number): readonly RunningContainer[] {
    const handle = this.#handle.deref();
    const { bytesRead = 0, bytesWritten = 0, _parent: below } = handle ?? {};
    if (below && below.constructor.name === "JSStream") return []; // what it stands on is no socket, or is tracked
    if (bytesRead !== this.#bytesRead || bytesWritten !== this.#bytesWritten) {
      this.#isUnanswered = bytesRead === this.#bytesRead || bytesWritten > (this.#writtenBefore ?? bytesWritten);
      this.#writtenBefore = undefined;
      this.#lastMoved = now;
      this.#connected = Number.NEGATIVE_INFINITY;
      if (bytesWritten !== this.#bytesWritten) this.#users = turning.has(this.owner) ? [this.owner] : [...turning];
      this.#bytesRead = bytesRead;
      this.#bytesWritten = bytesWritten;
    }
    const isGreeted = now - this.#connected >= GREETING_MS || handle?.hasRef?.() === false;
    return this.#isUnanswered || now - this.#lastMoved < STREAM_IDLE_MS || !isGreeted ? this.#users : [];
  }

  /** Its owner is gone: what that waited for nobody waits for any more, but somebody else may go on with it. */
  orphan(): void {
    const handle = this.#handle.deref();
    this.#bytesRead = handle?.bytesRead ?? 0;
    this.#bytesWritten = handle?.bytesWritten ?? 0;
    this.#isUnanswered = false;
    this.#lastMoved = this.#connected = Number.NEGATIVE_INFINITY;
    handle?.unref?.();
  }

  /** What it is, in words. */
  get name(): string {
    const peer: { address?: string; port?: number } = {};
    this.#handle.deref()?.getpeername?.(peer);
    return peer.address === undefined ? "an open connection" : `a connection to ${peer.address}:${peer.port}`;
  }
}
