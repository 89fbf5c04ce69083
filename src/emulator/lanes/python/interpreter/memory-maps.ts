import { type CallTable, systemCall } from "./call-table.js";
import { CallError } from "./call-error.js";
import type { LaneLink } from "./lane-link.js";
import type { WasmMemory } from "./wasm-memory.js";

const SHARED = 1;
const WRITABLE = 2;

/** What memory is aligned to. */
const PAGE = 65_536;
/** Bytes of one call. */
const MAX_PIECE = 1 << 22;
/** Descriptors that maps keep begin here, out of the way of a program's own. */
const FIRST_FD = 1_000;

interface MemoryMap {
  readonly fd: number;
  readonly offset: number;
  readonly isWritten: boolean;
}

/** Reserves aligned memory. @returns 0 if there is none */
export type Reserve = (align: number, size: number) => number;

/**
 * Files in memory: what they have as they are mapped, written back as they are flushed or unmapped. What others write
 * meanwhile is not seen.
 */
export class MemoryMaps {
  readonly #memory: WasmMemory;
  readonly #lane: LaneLink;
  readonly #reserve: () => Reserve;
  /** By their addresses. */
  readonly #maps = new Map<number, MemoryMap>();

  constructor(memory: WasmMemory, lane: LaneLink, reserve: () => Reserve) {
    this.#memory = memory;
    this.#lane = lane;
    this.#reserve = reserve;
  }

  get table(): CallTable {
    const lane = this.#lane;
    return {
      _mmap_js: systemCall(
        (size: number, access: number, flags: number, fd: number, ...rest: [bigint, number, number]) =>
          this.#map(
            size,
            { fd, offset: Number(rest[0]), isWritten: (access & WRITABLE) !== 0 && (flags & SHARED) !== 0 },
            rest,
          ),
      ),
      _msync_js: systemCall((address: number, size: number) => this.#write(address, size)),
      _munmap_js: systemCall((address: number, size: number) => {
        const map = this.#maps.get(address);
        if (!map) return;
        this.#write(address, size);
        this.#maps.delete(address);
        lane.ask("close", { fd: map.fd });
      }),
    };
  }

  #map(size: number, { fd, offset, isWritten }: MemoryMap, [, allocated, to]: [bigint, number, number]): void {
    const lane = this.#lane;
    const address = this.#reserve()(PAGE, Math.ceil(size / PAGE) * PAGE);
    if (address === 0) throw new CallError("ENOMEM");
    const kept = lane.ask("duplicate", { fd, from: FIRST_FD }); // the program may close its own
    this.#memory.bytes.fill(0, address, address + size);
    for (let done = 0; done < size;) {
      const data = lane.ask("read", { fd: kept, size: Math.min(size - done, MAX_PIECE), at: offset + done });
      if (data.length === 0) break;
      this.#memory.bytes.set(data, address + done);
      done += data.length;
    }
    this.#maps.set(address, { fd: kept, offset, isWritten });
    this.#memory.putInt(1, allocated);
    this.#memory.putInt(address, to);
  }

  /** A part of a map, from its beginning on, as far as the file reaches. */
  #write(address: number, size: number): void {
    const map = this.#maps.get(address);
    if (map?.isWritten !== true) return;
    const { fd, offset } = map;
    const end = Math.min(size, this.#lane.ask("look", { file: fd, follow: true }).size - offset);
    for (let done = 0; done < end; done += MAX_PIECE) {
      const data = this.#memory.bytes.slice(address + done, address + Math.min(end, done + MAX_PIECE));
      this.#lane.ask("write", { fd, data, at: offset + done });
    }
  }
}
