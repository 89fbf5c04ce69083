import type { Stats } from "node:fs";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { perform } from "../mounts/fs/operation.js";
import type { DiskHandles } from "../python/python-port.js";
import { infoOf } from "./system-fs.js";

/** Files of the disk of a sandbox that are open. */
export function diskHandles(mounts: ContainerMounts): DiskHandles {
  const call = (name: string, ...args: unknown[]): unknown => perform(mounts.fs.sync[`${name}Sync`], args);
  return {
    open: (path, flags, mode) => call("open", path, flags, mode) as number,
    close: (handle) => void call("close", handle),
    read: (handle, at, size) => {
      const { size: whole } = call("fstat", handle) as Stats;
      const data = new Uint8Array(Math.max(0, Math.min(size, whole - at)));
      const length = data.length > 0 ? (call("read", handle, data, 0, data.length, at) as number) : 0;
      return data.subarray(0, length);
    },
    write: (handle, at, data) => {
      for (let done = 0; done < data.length;)
        done += call("write", handle, data, done, data.length - done, at + done) as number;
    },
    truncate: (handle, size) => void call("ftruncate", handle, size),
    chmod: (handle, mode) => void call("fchmod", handle, mode),
    look: (handle) => infoOf(call("fstat", handle) as Stats),
  };
}
