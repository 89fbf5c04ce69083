import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type SandboxFilesystem, SandboxFilesystemNotFoundError } from "modal-emulator";
import { type Area, expectThrown, type Row, works } from "../row.ts";
import { aSandbox } from "./sandbox-place.ts";

/** A row of a method, shown on the disk of a sandbox with the file `/srv/a`. */
function method(name: string, here: string, show: (files: SandboxFilesystem) => Promise<void>, note?: string): Row {
  const shown = async () => {
    const { filesystem } = await aSandbox();
    await filesystem.writeText("text", "/srv/a");
    await show(filesystem);
  };
  return works(`sandbox.filesystem.${name}`, here, shown, note);
}

export const sandboxFiles: Area = {
  title: "Sandbox: files",
  rows: [
    method("copy_from_local", "copyFromLocal(local, remote)", async (files) => {
      await files.copyFromLocal(import.meta.filename, "/srv/copied");
      expect(await files.readText("/srv/copied")).toBe(readFileSync(import.meta.filename, "utf8"));
    }),
    method("copy_to_local", "copyToLocal(remote, local)", async (files) => {
      const folder = mkdtempSync(join(tmpdir(), "parity-"));
      try {
        await files.copyToLocal("/srv/a", join(folder, "a"));
        expect(readFileSync(join(folder, "a"), "utf8")).toBe("text");
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    method("list_files", "listFiles(path)", async (files) => {
      expect(await files.listFiles("/srv")).toMatchObject([{ name: "a", type: "file" }]);
    }),
    method("make_directory", "makeDirectory(path, { createParents })", async (files) => {
      await files.makeDirectory("/srv/b/c", { createParents: true });
      expect((await files.stat("/srv/b/c")).type).toBe("directory");
    }),
    method("read_bytes", "readBytes(path)", async (files) => {
      expect(Buffer.from(await files.readBytes("/srv/a")).toString()).toBe("text");
    }),
    method("read_text", "readText(path)", async (files) => {
      expect(await files.readText("/srv/a")).toBe("text");
      await expectThrown(() => files.readText("/srv/none"), SandboxFilesystemNotFoundError, "/srv/none");
    }),
    method("remove", "remove(path, { recursive })", async (files) => {
      await files.remove("/srv", { recursive: true });
      await expectThrown(() => files.stat("/srv"), SandboxFilesystemNotFoundError, "/srv");
    }),
    method("stat", "stat(path)", async (files) => {
      expect(await files.stat("/srv/a")).toMatchObject({ type: "file", size: 4 });
    }),
    method(
      "watch",
      "watch(path, { … })",
      async (files) => {
        const seen = Array.fromAsync(files.watch("/srv", { timeoutMs: 1000 }), ({ type }) => type);
        await files.writeText("more", "/srv/b");
        expect(await seen).toContain("Create");
      },
      "`Create`, `Modify` and `Remove`",
    ),
    method("write_bytes", "writeBytes(data, path)", async (files) => {
      await files.writeBytes(new Uint8Array([104, 105]), "/srv/b");
      expect(await files.readText("/srv/b")).toBe("hi");
    }),
    method("write_text", "writeText(data, path)", async (files) => {
      await files.writeText("new", "/srv/a");
      expect(await files.readText("/srv/a")).toBe("new");
    }),
  ],
};
