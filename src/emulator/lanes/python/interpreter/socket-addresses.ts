import { isIPv6 } from "node:net";
import type { SocketAddress } from "../bridge/python-calls.js";
import { CallError } from "./call-error.js";
import type { WasmMemory } from "./wasm-memory.js";

const V4 = 2;
const V6 = 10;

/** Reads a `struct sockaddr`. @throws CallError of a family that there is not */
export function readAddress(memory: WasmMemory, at: number): SocketAddress {
  const { bytes, view } = memory;
  const family = view.getUint16(at, true);
  const port = view.getUint16(at + 2);
  if (family === V4) return { address: [...bytes.subarray(at + 4, at + 8)].join("."), port };
  if (family !== V6) throw new CallError("ENOTSUP");
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(at + 8 + index * 2).toString(16));
  return { address: new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1), port };
}

/** Writes a `struct sockaddr`, and its size, as far as somebody wants them. */
export function writeAddress(memory: WasmMemory, { address, port }: SocketAddress, at: number, size: number): void {
  if (at === 0) return;
  const isV6 = isIPv6(address);
  const length = isV6 ? 28 : 16;
  if (size !== 0) memory.putInt(length, size);
  const { bytes, view } = memory;
  bytes.fill(0, at, at + length);
  view.setUint16(at, isV6 ? V6 : V4, true);
  view.setUint16(at + 2, port);
  if (isV6) bytes.set(v6Bytes(address), at + 8);
  else bytes.set(address.split(".").map(Number), at + 4);
}

function v6Bytes(address: string): number[] {
  const [head = "", tail] = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, hexadecimal).split("::");
  const [first, last] = [groupsOf(head), groupsOf(tail ?? "")];
  const between = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => 0);
  return [...first, ...between, ...last].flatMap((group) => [group >> 8, group & 255]);
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

function hexadecimal(_: string, ...numbers: string[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = numbers.slice(0, 4).map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
