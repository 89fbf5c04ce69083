import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import net from "node:net";

type Done = (error?: Error | null) => void;

/** What Node's own code calls of a socket. */
interface Inner {
  connecting: boolean;
  _destroy(error: Error | null, done: Done): void;
}

/** What is written: one chunk, or several. */
type Written =
  | string
  | Uint8Array
  | readonly { readonly chunk: string | Uint8Array; readonly encoding: BufferEncoding }[];

/** Where an end of a connection is. */
export interface EndAddress {
  readonly address: string;
  readonly family: "IPv4" | "IPv6";
  readonly port: number;
}

/**
 * One end of a connection that is no socket to the machine: what is written here is read at the other end, no sooner
 * than in the next tick, and no faster than it is taken there. It takes no real time, so that virtual time passes
 * while somebody waits for it.
 */
export class SocketEnd {
  readonly socket: net.Socket;
  #other: SocketEnd | undefined;
  /** The other end's write waits until this one is read. */
  #full: Done | undefined;
  /** A write of this end that is not done. */
  #writing: Done | undefined;
  #hasEnded = false;
  #isReset = false;
  #bytesRead = 0;
  #bytesWritten = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: net.Socket, local: EndAddress, remote: EndAddress) {
    this.socket = socket;
    const { timeout } = socket;
    if (timeout) socket.setTimeout(0); // of the machine's time
    Object.defineProperties(socket, {
      _read: value(() => this.#takenAll()),
      _writeGeneric: value((isMany: boolean, data: Written, encoding: BufferEncoding, done: Done) =>
        this.#write(data, encoding, done),
      ),
      _final: value((done: Done) => this.#final(done)),
      _destroy: value((error: Error | null, done: Done) => this.#destroy(error, done)),
      _peername: value(remote),
      address: value(() => ({ ...local })),
      localAddress: value(local.address),
      localFamily: value(local.family),
      localPort: value(local.port),
      pending: get(() => socket.connecting),
      bytesRead: get(() => this.#bytesRead),
      bytesWritten: get(() => this.#bytesWritten),
      setTimeout: value((ms: number, callback?: () => void) => this.#setTimeout(ms, callback)),
      resetAndDestroy: value(() => {
        this.#isReset = true;
        return socket.destroy();
      }),
      once: value((event: string | symbol, listener: () => void) => this.#once(event, listener)),
      ref: value(() => socket),
      unref: value(() => socket),
    });
    if (timeout) socket.setTimeout(timeout);
  }

  /** Makes two sockets the ends of one connection. */
  static join(near: net.Socket, nearAddress: EndAddress, far: net.Socket, farAddress: EndAddress): void {
    const [one, other] = [new SocketEnd(near, nearAddress, farAddress), new SocketEnd(far, farAddress, nearAddress)];
    one.#other = other;
    other.#other = one;
  }

  #write(data: Written, encoding: BufferEncoding, done: Done): void {
    this.#writing = done;
    this.#connected(() => {
      const bytes = bytesOf(data, encoding);
      this.#active();
      process.nextTick(() => {
        if (this.#other?.socket.destroyed !== false) return this.#written(done, brokenPipe());
        this.#bytesWritten += bytes.length;
        this.#other.#received(bytes, (error) => this.#written(done, error));
      });
    });
  }

  #written(done: Done, error?: Error | null): void {
    if (this.#writing !== done) return;
    this.#writing = undefined;
    done(error);
  }

  #received(bytes: Buffer, taken: Done): void {
    this.#bytesRead += bytes.length;
    this.#active();
    if (this.socket.push(bytes)) taken();
    else this.#full = AsyncLocalStorage.bind(taken); // goes on as whoever has written, and not as whoever reads
  }

  #takenAll(error?: Error): void {
    const taken = this.#full;
    this.#full = undefined;
    taken?.(error);
  }

  #final(done: Done): void {
    this.#connected(() =>
      process.nextTick(() => {
        if (this.#other) this.#other.#ended();
        done();
      }),
    );
  }

  /** Nothing more is going to come. */
  #ended(): void {
    if (this.#hasEnded || this.socket.destroyed) return;
    this.#hasEnded = true;
    this.socket.push(null);
    this.socket.read(0);
  }

  #destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#timer);
    Reflect.apply((net.Socket.prototype as Inner)._destroy, this.socket, [error, done]);
    const writing = this.#writing;
    process.nextTick(() => {
      if (writing) this.#written(writing, error ?? brokenPipe());
      this.#takenAll(brokenPipe());
      const other = this.#other;
      if (other && this.#isReset) other.socket.destroy(connectionReset());
      else if (other) other.#ended();
    });
  }

  /** What encrypts a socket without a handle takes it for one that is going to be connected. */
  #once(event: string | symbol, listener: () => void): net.Socket {
    if (event === "connect" && !this.socket.connecting) process.nextTick(listener);
    else Reflect.apply(EventEmitter.prototype.once, this.socket, [event, listener]);
    return this.socket;
  }

  #connected(body: () => void): void {
    if (this.socket.connecting) this.socket.once("connect", body);
    else body();
  }

  #setTimeout(ms: number, callback?: () => void): net.Socket {
    const state: { timeout?: number | undefined } = this.socket;
    state.timeout = ms;
    if (callback && ms === 0) this.socket.removeListener("timeout", callback);
    else if (callback) this.socket.once("timeout", callback);
    this.#active();
    return this.socket;
  }

  /** Something has moved: idle time begins anew. */
  #active(): void {
    clearTimeout(this.#timer);
    const { timeout } = this.socket;
    this.#timer = timeout ? setTimeout(() => this.socket.emit("timeout"), timeout) : undefined;
    this.#timer?.unref();
  }
}

function value(of: unknown): PropertyDescriptor {
  return { value: of, configurable: true, writable: true };
}

function get(read: () => unknown): PropertyDescriptor {
  return { get: read, configurable: true };
}

/** A copy: whoever has written may use the bytes again. */
function bytesOf(data: Written, encoding: BufferEncoding): Buffer {
  if (typeof data === "string") return Buffer.from(data, encoding);
  if (data instanceof Uint8Array) return Buffer.from(data);
  return Buffer.concat(data.map((part) => (part instanceof Uint8Array ? part : bytesOf(part.chunk, part.encoding))));
}

function brokenPipe(): Error {
  return Object.assign(new Error("write EPIPE"), { code: "EPIPE", errno: -32, syscall: "write" });
}

function connectionReset(): Error {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", errno: -104, syscall: "read" });
}
