import { posix } from "node:path";
import type { Calls, Interest, Request } from "./bridge/python-calls.js";
import type { OwnProcess } from "../processes/process.js";
import { shellError } from "../processes/system-errors.js";
import { untilAborted } from "../processes/until-aborted.js";
import { AlarmTimer } from "./alarm-timer.js";
import { Children, nameOf } from "./children.js";
import { RunFiles } from "./run-files.js";
import { RunSockets } from "./run-sockets.js";
import type { PythonPort } from "./python-port.js";
import { StreamSocket } from "./stream-socket.js";
import { webRequest } from "./web-request.js";

/** Events of `poll`. */
const READABLE = 1;
const WRITABLE = 4;
const HUNG_UP = 16;
const NOT_OPEN = 32;

const INTERRUPT = 2;

type Asked = Exclude<Request, { call: "end" }>;

/** Answers what a run of Python asks of its process and of the machine. Errors are those of the system, with codes. */
export class PythonRun {
  readonly #process: OwnProcess;
  readonly #files: RunFiles;
  readonly #children: Children;
  readonly #sockets: RunSockets;
  readonly #alarm: AlarmTimer;
  /** Descriptors that do not wait. */
  readonly #nonBlocking = new Set<number>();
  readonly #port: Pick<PythonPort, "fetch">;
  readonly #signal: (number: number) => void;
  /** Aborted as a signal comes that Python handles itself. */
  #interruption = new AbortController();

  /** @param signal tells Python that one has come */
  constructor(process: OwnProcess, port: Pick<PythonPort, "disk" | "fetch">, signal: (number: number) => void) {
    this.#port = port;
    this.#process = process;
    this.#files = new RunFiles(process, port.disk);
    this.#children = new Children(process);
    this.#sockets = new RunSockets(process, this.#files);
    this.#alarm = new AlarmTimer(process);
    this.#signal = signal;
    process.onSignal("SIGPIPE", "ignore"); // whoever writes in vain hears of it by an error
    if (!process.ignored.includes("SIGINT")) this.#handle({ signal: INTERRUPT, how: "handler" });
  }

  /** @returns a promise if the answer may take virtual time */
  answer({ call, ask }: Asked): unknown {
    const files = this.#files;
    const { fs } = this.#process.system;
    switch (call) {
      case "open": {
        const fd = files.open(ask);
        return { fd, look: files.look({ file: fd, follow: true }) };
      }
      case "close":
        this.#nonBlocking.delete(ask.fd);
        return files.close(ask.fd);
      case "read":
        if (ask.at !== undefined) return files.seekable(ask.fd).readAt(ask.at, ask.size);
        this.#readyUnlessWaiting(ask.fd);
        return this.#interruptible((signal) => files.get(ask.fd).read(ask.size, signal));
      case "write":
        return this.#write(ask);
      case "seek":
        return files.seekable(ask.fd).seek(ask.offset, ask.whence);
      case "truncate":
        return files.truncate(ask.file, ask.size);
      case "duplicate":
        return files.duplicate(ask);
      case "pipe":
        return files.pipe();
      case "look":
        return files.look(ask);
      case "terminal": {
        const { isTerminal, window } = files.get(ask.fd);
        return isTerminal ? (window ?? { columns: 80, rows: 24 }) : null;
      }
      case "flags":
        return files.flags(ask.fd);
      case "list":
        return files.list(ask.file);
      case "pathOf":
        return files.pathOf(ask.fd);
      case "makeFolder":
        return fs.mkdir(ask.path, { mode: ask.mode });
      case "remove":
        return this.#remove(ask);
      case "rename":
        return fs.rename(ask.from, ask.to);
      case "link":
        return fs.link(ask.from, ask.to);
      case "symlink":
        return fs.symlink(ask.target, ask.path);
      case "readlink":
        return fs.readlink(ask.path);
      case "chmod":
        if (typeof ask.file === "number") return files.seekable(ask.file).chmod(ask.mode);
        return fs.chmod(ask.file, ask.mode);
      case "times":
        return this.#setTimes(ask);
      case "enter":
        return this.#enter(ask.path);
      case "poll":
        return this.#poll(ask);
      case "sleep":
        return this.#interruptible((signal) => this.#process.sleep(ask.ms, signal));
      case "spawn":
        return this.#children.spawn(ask);
      case "wait":
        return this.#interruptible((signal) => this.#children.wait(ask, signal));
      case "kill":
        return this.#children.kill(ask);
      case "group":
        return this.#children.group(ask);
      case "timer":
        return this.#alarm.set(ask);
      case "socket":
        return this.#sockets.make();
      case "socketPair":
        return this.#sockets.pair();
      case "bind":
        return this.#sockets.bind(ask);
      case "accept":
        this.#readyUnlessWaiting(ask.fd);
        return this.#interruptible((signal) => this.#sockets.accept(ask.fd, signal));
      case "connect":
        return this.#sockets.connect(ask);
      case "address":
        return this.#sockets.address(ask);
      case "fetch":
        return this.#interruptible(() => webRequest(this.#process, this.#port, ask));
      case "shutDown":
        return this.#sockets.shutDown(ask.fd);
      case "nonBlocking":
        if (ask.isOn) this.#nonBlocking.add(ask.fd);
        else this.#nonBlocking.delete(ask.fd);
        return;
      case "handle":
        return this.#handle(ask);
    }
  }

  /** Ends what waits, and tells Python why. */
  #interrupt(signal: number): void {
    this.#signal(signal);
    this.#interruption.abort(shellError("EINTR"));
    this.#interruption = new AbortController();
  }

  #interruptible<Value>(body: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const { signal } = this.#interruption;
    return untilAborted(body(AbortSignal.any([signal, this.#process.killed])), signal);
  }

  /** @throws ShellError EAGAIN */
  #readyUnlessWaiting(fd: number): void {
    if (this.#nonBlocking.has(fd) && this.#files.watched(fd)?.isReady === false) throw shellError("EAGAIN");
  }

  #handle({ signal, how }: Calls["handle"]["ask"]): void {
    if (how === "handler") this.#process.onSignal(nameOf(signal), () => this.#interrupt(signal));
    else this.#process.onSignal(nameOf(signal), how);
  }

  #write({ fd, data, at }: Calls["write"]["ask"]): number | Promise<number> {
    if (at !== undefined) {
      this.#files.seekable(fd).writeAt(at, data);
      return data.length;
    }
    const file = this.#files.get(fd);
    if (!this.#nonBlocking.has(fd)) return this.#process.write(fd, data).then(() => data.length);
    const { room = Infinity } = file;
    if (room === 0) throw shellError("EAGAIN");
    const part = data.subarray(0, room);
    const written = this.#process.write(fd, part).then(() => part.length);
    if (!(file instanceof StreamSocket)) return written;
    written.catch(() => undefined); // the next call hears of it
    return part.length;
  }

  #remove({ path, folder }: Calls["remove"]["ask"]): void {
    const { fs } = this.#process.system;
    const info = fs.lstat(path);
    if (!info) throw shellError("ENOENT");
    if (folder) {
      if (info.type !== "directory") throw shellError("ENOTDIR");
      return fs.rmdir(path);
    }
    if (info.type === "directory") throw shellError("EISDIR");
    fs.rm(path);
  }

  #setTimes({ path, atimeMs, mtimeMs }: Calls["times"]["ask"]): void {
    const { fs } = this.#process.system;
    const info = fs.stat(path);
    if (!info) throw shellError("ENOENT");
    fs.utimes(path, atimeMs ?? info.mtimeMs, mtimeMs ?? info.mtimeMs);
  }

  #enter(path: string): string {
    const { fs } = this.#process.system;
    const info = fs.stat(path);
    if (!info) throw shellError("ENOENT");
    if (info.type !== "directory") throw shellError("ENOTDIR");
    return (this.#process.cwd = posix.resolve(fs.realpath(path)));
  }

  async #poll({ interests, timeoutMs }: Calls["poll"]["ask"]): Promise<readonly number[]> {
    const now = interests.map((interest) => this.#events(interest));
    if (timeoutMs > 0 && now.some((events) => events !== 0)) return now;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#process.killed]);
    const open = interests.filter(({ fd }) => this.#process.files.has(fd));
    const watched = open.flatMap(({ fd, read }) => (read ? [this.#files.watched(fd) ?? []].flat() : []));
    const filled = open.flatMap(({ fd, write }) => (write ? this.#files.get(fd) : []));
    try {
      await this.#interruptible((interrupted) =>
        Promise.race([
          ...watched.map((file) => file.ready(signal)),
          ...filled.flatMap((file) => file.hasRoom?.(signal) ?? []),
          this.#process.sleep(timeoutMs, AbortSignal.any([over.signal, interrupted])),
        ]),
      );
    } finally {
      over.abort(shellError("EINTR"));
    }
    return interests.map((interest) => this.#events(interest));
  }

  #events({ fd, read, write }: Interest): number {
    if (!this.#process.files.has(fd)) return NOT_OPEN;
    const watched = read ? this.#files.watched(fd) : undefined;
    const isReadable = read && (watched?.isReady ?? !this.#files.get(fd).isOutput);
    const isWritable = write && this.#files.get(fd).room !== 0;
    return (isReadable ? READABLE : 0) | (watched?.isAtEnd ? HUNG_UP : 0) | (isWritable ? WRITABLE : 0);
  }
}
