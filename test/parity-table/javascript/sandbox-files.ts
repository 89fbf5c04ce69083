import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { SandboxFilesystem } from "modal-emulator";
import { aSandbox } from "../python/sandbox-place.ts";
import { type Area, differs, type Row, works } from "../row.ts";

/** What a row shows, on the disk of a sandbox with the file `/srv/a`. */
function onDisk(show: (files: SandboxFilesystem) => Promise<void>): () => Promise<void> {
  return async () => {
    const { filesystem } = await aSandbox();
    await filesystem.writeText("text", "/srv/a");
    await show(filesystem);
  };
}

function method(name: string, here: string, show: (files: SandboxFilesystem) => Promise<void>, note?: string): Row {
  return works(`SandboxFilesystem.${name}`, here, onDisk(show), note);
}

const KINDS_OF_FIELDS =
  "`modifiedTime` is a `Date`, there seconds, and `symlinkTarget` is left out, there null, of what is no link; there are `isFile()`, `isDir()` and `isSymlink()`";

export const sandboxFiles: Area = {
  title: "SandboxFilesystem",
  rows: [
    method("copyFromLocal", "copyFromLocal(local, remote)", async (files) => {
      await files.copyFromLocal(import.meta.filename, "/srv/copied");
      expect(await files.readText("/srv/copied")).toBe(readFileSync(import.meta.filename, "utf8"));
    }),
    method("copyToLocal", "copyToLocal(remote, local)", async (files) => {
      const folder = mkdtempSync(join(tmpdir(), "parity-"));
      try {
        await files.copyToLocal("/srv/a", join(folder, "a"));
        expect(readFileSync(join(folder, "a"), "utf8")).toBe("text");
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    differs(
      "SandboxFilesystem.listFiles",
      "listFiles(path)",
      KINDS_OF_FIELDS,
      onDisk(async (files) => {
        const [file] = await files.listFiles("/srv");
        expect(file).toMatchObject({ name: "a", path: "/srv/a", type: "file", size: 4 });
        expect(file?.modifiedTime).toBeInstanceOf(Date);
      }),
    ),
    method("makeDirectory", "makeDirectory(path, { createParents })", async (files) => {
      await files.makeDirectory("/srv/b/c", { createParents: true });
      expect((await files.stat("/srv/b/c")).type).toBe("directory");
    }),
    method("readBytes", "readBytes(path)", async (files) => {
      expect(Buffer.from(await files.readBytes("/srv/a")).toString()).toBe("text");
    }),
    method("readText", "readText(path)", async (files) => {
      expect(await files.readText("/srv/a")).toBe("text");
    }),
    method("remove", "remove(path, { recursive })", async (files) => {
      await files.remove("/srv", { recursive: true });
      await expect(files.stat("/srv")).rejects.toThrow("/srv");
    }),
    differs(
      "SandboxFilesystem.stat",
      "stat(path)",
      "as `listFiles`",
      onDisk(async (files) => {
        const file = await files.stat("/srv/a");
        expect(file).toMatchObject({ type: "file", size: 4 });
        expect([file.modifiedTime instanceof Date, file.symlinkTarget]).toEqual([true, undefined]);
      }),
    ),
    method("writeBytes", "writeBytes(data, path)", async (files) => {
      await files.writeBytes(new Uint8Array([104, 105]), "/srv/b");
      expect(await files.readText("/srv/b")).toBe("hi");
    }),
    method("writeText", "writeText(data, path)", async (files) => {
      await files.writeText("new", "/srv/a");
      expect(await files.readText("/srv/a")).toBe("new");
    }),
    method(
      "watch",
      "watch(path, { filter, recursive, timeoutMs })",
      async (files) => {
        const seen = Array.fromAsync(files.watch("/srv", { timeoutMs: 1000, filter: ["Create"] }));
        await files.writeText("more", "/srv/b");
        expect(await seen).toMatchObject([{ eventType: "Create", paths: ["/srv/b"] }]);
      },
      "`type` is the same as `eventType`",
    ),
  ],
};
