import type { FileInfo } from "../processes/process.js";

/** Files of the disk that are open, with places in them. Errors are those of `node:fs`, with their codes. */
export interface DiskHandles {
  /** @param mode of a file that this makes */
  open(path: string, flags: "r" | "r+" | "w" | "w+" | "wx", mode: number): number;
  close(handle: number): void;
  /** @returns fewer bytes at its end */
  read(handle: number, at: number, size: number): Uint8Array;
  write(handle: number, at: number, data: Uint8Array): void;
  truncate(handle: number, size: number): void;
  chmod(handle: number, mode: number): void;
  look(handle: number): FileInfo;
}

/** What Python needs of the sandbox that it runs in. */
export interface PythonPort {
  readonly disk: DiskHandles;
  /** Whether something is at a path of the disk. */
  has(path: string): boolean;
  /** Asks somebody outside of the sandbox, as far as that may. */
  fetch(request: Request): Promise<Response>;
  /**
   * Does what takes real time: no virtual time passes meanwhile. What it takes is limited.
   * @param what for messages
   */
  io<Value>(what: string, body: () => Promise<Value>): Promise<Value>;
  /** @param ended called as the sandbox is gone */
  onEnd(ended: () => void): void;
}
