import type { FolderEntry, Look } from "../bridge/python-calls.js";
import { type CallTable, systemCall, wasiCall } from "./call-table.js";
import type { LaneLink } from "./lane-link.js";
import type { LibraryFiles } from "./library-files.js";
import { CallError } from "./call-error.js";
import type { WasmMemory } from "./wasm-memory.js";

/** A `struct dirent` as the interpreter expects it has this many bytes. */
const ENTRY_SIZE = 280;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** Bytes of one call. */
const MAX_PIECE = 1 << 22;

/** Flags of `open` that stay: how it may be used. */
const KEPT_FLAGS = 0o2003;

const TERMINAL_SIZE = 0x5413;
const SET_NON_BLOCKING = 0x5421;
const NON_BLOCKING = 0o4000;
const TERMINAL_ATTRIBUTES = 0x5401;

/** What the interpreter knows of a descriptor. */
interface Known {
  readonly isRegular: boolean;
  flags: number;
  /** As it has just been opened. */
  look: Look | undefined;
}

/** Calls that name files by their descriptors. */
export class DescriptorCalls {
  readonly #memory: WasmMemory;
  readonly #lane: LaneLink;
  readonly #own: LibraryFiles;
  readonly #known = new Map<number, Known>();
  /** Entries of folders, and how many have been told. */
  readonly #listings = new Map<number, { readonly entries: readonly FolderEntry[]; at: number }>();

  constructor(memory: WasmMemory, lane: LaneLink, own: LibraryFiles) {
    this.#memory = memory;
    this.#lane = lane;
    this.#own = own;
  }

  opened(fd: number, flags: number, look: Look): void {
    this.#known.set(fd, { isRegular: (look.mode & FILE_TYPE) === REGULAR, flags: flags & KEPT_FLAGS, look });
  }

  get table(): CallTable {
    const memory = this.#memory;
    const lane = this.#lane;
    return {
      fd_read: wasiCall((fd: number, parts: number, count: number, done: number) =>
        memory.putInt(this.#read(fd, memory.parts(parts, count)), done),
      ),
      fd_pread: wasiCall((fd: number, parts: number, count: number, at: bigint, done: number) =>
        memory.putInt(this.#read(fd, memory.parts(parts, count), Number(at)), done),
      ),
      fd_write: wasiCall((fd: number, parts: number, count: number, done: number) =>
        memory.putInt(this.#write(fd, memory.parts(parts, count)), done),
      ),
      fd_pwrite: wasiCall((fd: number, parts: number, count: number, at: bigint, done: number) =>
        memory.putInt(this.#write(fd, memory.parts(parts, count), Number(at)), done),
      ),
      fd_seek: wasiCall((fd: number, offset: bigint, whence: number, to: number) => {
        const ask = { fd, offset: Number(offset), whence };
        memory.putLong(this.#own.owns(fd) ? this.#own.seek(fd, ask.offset, whence) : lane.ask("seek", ask), to);
        const listing = this.#listings.get(fd);
        if (listing) this.#listings.delete(fd);
      }),
      fd_close: wasiCall((fd: number) => this.#close(fd)),
      fd_sync: wasiCall(() => lane.flush()),
      fd_fdstat_get: wasiCall((fd: number, to: number) => {
        const isFolder = (this.#mode(fd) & FILE_TYPE) === FOLDER;
        const isTerminal = !this.#own.owns(fd) && lane.ask("terminal", { fd }) !== null;
        memory.view.setUint8(to, isFolder ? 3 : isTerminal ? 2 : 4);
        memory.view.setUint16(to + 2, 0, true);
        memory.putLong(0, to + 8);
        memory.putLong(0, to + 16);
      }),
      __syscall_fdatasync: systemCall(() => lane.flush()),
      __syscall_fstat64: systemCall((fd: number, to: number) => memory.putLook(this.#look(fd), to)),
      __syscall_ftruncate64: systemCall((fd: number, size: bigint) => this.#truncate(fd, Number(size))),
      __syscall_fchmod: systemCall((fd: number, mode: number) => lane.ask("chmod", { file: fd, mode: mode & 0o7777 })),
      __syscall_fchown32: systemCall(() => 0),
      __syscall_dup3: systemCall((fd: number, to: number) => {
        if (fd === to) throw new CallError("EINVAL");
        this.#forget(to);
        return lane.ask("duplicate", { fd, to });
      }),
      __syscall_fcntl64: systemCall((fd: number, command: number, rest: number) => this.#control(fd, command, rest)),
      __syscall_ioctl: systemCall((fd: number, command: number, rest: number) => this.#terminal(fd, command, rest)),
      __syscall_pipe: systemCall((to: number) => {
        const [read, write] = lane.ask("pipe", {});
        memory.putInt(read, to);
        memory.putInt(write, to + 4);
      }),
      __syscall_poll: systemCall((at: number, count: number, timeout: number) => this.#poll(at, count, timeout)),
      __syscall_getdents64: systemCall((fd: number, to: number, size: number) => this.#list(fd, to, size)),
      __syscall_fadvise64: () => 0,
    };
  }

  #read(fd: number, parts: readonly Uint8Array[], at?: number): number {
    let done = 0;
    for (const part of parts) {
      if (part.length === 0) continue;
      const size = Math.min(part.length, MAX_PIECE);
      const from = at === undefined ? {} : { at: at + done };
      const data = this.#own.owns(fd)
        ? this.#own.read(fd, size, from.at)
        : this.#lane.ask("read", { fd, size, ...from });
      part.set(data);
      done += data.length;
      if (data.length < part.length) break;
    }
    return done;
  }

  #write(fd: number, parts: readonly Uint8Array[], at?: number): number {
    let done = 0;
    const known = this.#known.get(fd);
    if (known) known.look = undefined;
    for (const part of parts) {
      if (part.length === 0) continue;
      const data = part.slice(0, MAX_PIECE);
      if (this.#own.owns(fd)) done += this.#own.write(fd, data);
      else if (at === undefined && this.#knows(fd).isRegular) {
        this.#lane.writeSoon(fd, data);
        done += data.length;
      } else done += this.#lane.ask("write", { fd, data, ...(at !== undefined && { at: at + done }) });
      if (data.length < part.length) break;
    }
    return done;
  }

  #truncate(fd: number, size: number): void {
    const known = this.#known.get(fd);
    if (known) known.look = undefined;
    this.#lane.ask("truncate", { file: fd, size });
  }

  #close(fd: number): void {
    this.#forget(fd);
    if (this.#own.owns(fd)) this.#own.close(fd);
    else this.#lane.ask("close", { fd });
  }

  #forget(fd: number): void {
    this.#known.delete(fd);
    this.#listings.delete(fd);
  }

  #mode(fd: number): number {
    return this.#known.get(fd)?.look?.mode ?? this.#look(fd).mode;
  }

  #look(fd: number): Look {
    if (this.#own.owns(fd)) return this.#own.look(fd);
    const known = this.#known.get(fd);
    const look = known?.look;
    if (!known || !look) return this.#lane.ask("look", { file: fd, follow: true });
    known.look = undefined; // from then on, it may have changed
    return look;
  }

  #knows(fd: number): Known {
    const found = this.#known.get(fd);
    if (found) return found;
    const flags = this.#own.owns(fd) ? 0 : this.#lane.ask("flags", { fd });
    const isRegular = (this.#mode(fd) & FILE_TYPE) === REGULAR && (flags & 3) > 0;
    const known: Known = { isRegular, flags, look: undefined };
    this.#known.set(fd, known);
    return known;
  }

  #control(fd: number, command: number, rest: number): number {
    switch (command) {
      case 0: // F_DUPFD
      case 1030:
        return this.#lane.ask("duplicate", { fd, from: this.#memory.int(rest) });
      case 3: // F_GETFL
        return this.#knows(fd).flags;
      case 4: // F_SETFL
        this.#knows(fd).flags = this.#memory.int(rest);
        this.#lane.ask("nonBlocking", { fd, isOn: (this.#memory.int(rest) & NON_BLOCKING) !== 0 });
        return 0;
      case 12: // F_GETLK: nobody has locked it
        this.#memory.view.setInt16(this.#memory.int(rest), 2, true);
        return 0;
      default:
        if (!this.#own.owns(fd)) this.#lane.ask("flags", { fd }); // EBADF
        return 0;
    }
  }

  #terminal(fd: number, command: number, rest: number): number {
    if (command === SET_NON_BLOCKING) {
      const isOn = this.#memory.int(this.#memory.int(rest)) !== 0;
      const known = this.#knows(fd);
      known.flags = isOn ? known.flags | NON_BLOCKING : known.flags & ~NON_BLOCKING;
      this.#lane.ask("nonBlocking", { fd, isOn });
      return 0;
    }
    const window =
      this.#own.owns(fd) || this.#known.get(fd)?.isRegular === true ? null : this.#lane.ask("terminal", { fd });
    if (!window) throw new CallError("ENOTTY");
    if (command === TERMINAL_SIZE) {
      const to = this.#memory.int(rest);
      this.#memory.view.setInt16(to, window.rows, true);
      this.#memory.view.setInt16(to + 2, window.columns, true);
    } else if (command === TERMINAL_ATTRIBUTES) {
      const to = this.#memory.int(rest);
      this.#memory.bytes.fill(0, to, to + 17 + 32);
    }
    return 0;
  }

  #poll(at: number, count: number, timeout: number): number {
    const { view } = this.#memory;
    const entries = Array.from({ length: count }, (_, index) => at + index * 8);
    const interests = entries.map((entry) => {
      const events = view.getInt16(entry + 4, true);
      return { fd: view.getInt32(entry, true), read: (events & 1) !== 0, write: (events & 4) !== 0 };
    });
    const ready = this.#lane.ask("poll", { interests, timeoutMs: timeout < 0 ? Infinity : timeout });
    for (const [index, entry] of entries.entries()) this.#memory.view.setInt16(entry + 6, ready[index] ?? 0, true);
    return ready.filter((events) => events !== 0).length;
  }

  #list(fd: number, to: number, size: number): number {
    let listing = this.#listings.get(fd);
    if (!listing) {
      const entries = this.#own.owns(fd) ? this.#own.list(fd) : this.#lane.ask("list", { file: fd });
      const dots = [".", ".."].map((name) => ({ name, ino: 1, type: 4 }));
      this.#listings.set(fd, (listing = { entries: [...dots, ...entries], at: 0 }));
    }
    const { bytes, view } = this.#memory;
    let done = 0;
    for (; done + ENTRY_SIZE <= size && listing.at < listing.entries.length; done += ENTRY_SIZE) {
      const entry = listing.entries[listing.at++];
      if (!entry) break;
      this.#memory.putLong(entry.ino, to + done);
      this.#memory.putLong(listing.at, to + done + 8);
      view.setInt16(to + done + 16, ENTRY_SIZE, true);
      bytes[to + done + 18] = entry.type;
      this.#memory.putText(entry.name, to + done + 19, 256);
    }
    return done;
  }
}
