import { type CallTable, systemCall } from "./call-table.js";
import type { LaneLink } from "./lane-link.js";
import { readAddress, writeAddress } from "./socket-addresses.js";
import { CallError } from "./call-error.js";
import type { WasmMemory } from "./wasm-memory.js";

const STREAM = 1;
const TYPE_MASK = 0xf;

/** Options of sockets, by their numbers. */
const OPTION_TYPE = 3;

/** Of a `struct msghdr`. */
const MESSAGE = { parts: 8, count: 12, controlSize: 20, flags: 24 } as const;

/** Of `getaddrinfo`: "name or service not known". */
const NO_NAME = -2;

/** What else is used of the interpreter. */
export interface NamePort {
  /** As emscripten has it: knows addresses, and makes some up for names. */
  readonly lookUp: (node: number, service: number, hint: number, to: number) => number;
  /** Room for so many bytes. */
  readonly room: (size: number) => number;
  readonly hostname: string;
}

/** Calls of sockets: connections within the sandbox. */
export function socketCalls(memory: WasmMemory, lane: LaneLink, names: () => NamePort): CallTable {
  const local = (node: number): number => {
    const { lookUp: _, room, hostname } = names();
    const name = memory.text(node);
    if (name !== "localhost" && name !== hostname) return /^[\d.]+$|:/.test(name) ? node : 0;
    const at = room(16);
    memory.putText("127.0.0.1", at, 16);
    return at;
  };
  return {
    __syscall_socket: systemCall((_family: number, type: number) => {
      if ((type & TYPE_MASK) !== STREAM) throw new CallError("ENOTSUP");
      return lane.ask("socket", {});
    }),
    __syscall_bind: systemCall((fd: number, at: number) => lane.ask("bind", { fd, ...readAddress(memory, at) })),
    __syscall_listen: systemCall(() => 0),
    __syscall_accept4: systemCall((fd: number, at: number, size: number) => {
      const { fd: accepted, ...address } = lane.ask("accept", { fd });
      writeAddress(memory, address, at, size);
      return accepted;
    }),
    __syscall_connect: systemCall((fd: number, at: number) => lane.ask("connect", { fd, ...readAddress(memory, at) })),
    __syscall_getsockname: systemCall((fd: number, at: number, size: number) =>
      writeAddress(memory, lane.ask("address", { fd, peer: false }), at, size),
    ),
    __syscall_getpeername: systemCall((fd: number, at: number, size: number) =>
      writeAddress(memory, lane.ask("address", { fd, peer: true }), at, size),
    ),
    __syscall_getsockopt: systemCall((_fd: number, _level: number, option: number, to: number, size: number) => {
      memory.putInt(option === OPTION_TYPE ? STREAM : 0, to);
      memory.putInt(4, size);
    }),
    __syscall_recvfrom: systemCall((fd: number, to: number, size: number) => {
      const data = lane.ask("read", { fd, size });
      memory.bytes.set(data, to);
      return data.length;
    }),
    __syscall_sendto: systemCall((fd: number, at: number, size: number) =>
      lane.ask("write", { fd, data: memory.bytes.slice(at, at + size) }),
    ),
    __syscall_recvmsg: systemCall((fd: number, message: number) => {
      const parts = memory.parts(memory.int(message + MESSAGE.parts), memory.int(message + MESSAGE.count));
      const data = lane.ask("read", { fd, size: parts.reduce((sum, { length }) => sum + length, 0) });
      let at = 0;
      for (const part of parts) {
        part.set(data.subarray(at, at + part.length));
        at += part.length;
      }
      memory.putInt(0, message + MESSAGE.controlSize);
      memory.putInt(0, message + MESSAGE.flags);
      return data.length;
    }),
    __syscall_sendmsg: systemCall((fd: number, message: number) => {
      const parts = memory.parts(memory.int(message + MESSAGE.parts), memory.int(message + MESSAGE.count));
      return lane.ask("write", { fd, data: new Uint8Array(Buffer.concat(parts)) });
    }),
    getaddrinfo: (node: number, service: number, hint: number, to: number) => {
      const address = node === 0 ? 0 : local(node);
      if (node !== 0 && address === 0) return NO_NAME;
      return names().lookUp(address, service, hint, to);
    },
  };
}
