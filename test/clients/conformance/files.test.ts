// Source: declarations of modal@0.11.1
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  InvalidError,
  type FileWatchEvent,
  NotFoundError,
  SandboxFilesystemDirectoryNotEmptyError,
  SandboxFilesystemError,
  SandboxFilesystemIsADirectoryError,
  SandboxFilesystemNotADirectoryError,
  SandboxFilesystemNotFoundError,
  SandboxFilesystemPathAlreadyExistsError,
  SandboxFilesystemPermissionError,
} from "modal";
import { expect } from "vitest";
import { conformInSandboxes, makeSandbox, type Place, rejects } from "./conform.js";
import { outcome } from "./outcome.js";

type Tail<T extends readonly unknown[]> = T extends [unknown, ...infer R] ? R : never;

async function makeFiles(place: Place) {
  const sandbox = await makeSandbox(place);
  return { sandbox, files: sandbox.filesystem };
}

conformInSandboxes({
  "Sandbox.filesystem SandboxFilesystem.writeText SandboxFilesystem.readText: text": async (place) => {
    const { files } = await makeFiles(place);
    await files.writeText("hällo", "/srv/deep/a.txt");
    expect(await files.readText("/srv/deep/a.txt")).toBe("hällo");
    await files.writeText("", "/srv/deep/a.txt");
    expect(await files.readText("/srv/deep/a.txt")).toBe("");
    await rejects(files.writeText(5 as never, "/a"), TypeError, "expects a string");
    await rejects(files.writeText("x", "relative"), InvalidError, "absolute");
  },
  "SandboxFilesystem.writeBytes SandboxFilesystem.readBytes: bytes": async (place) => {
    const { files } = await makeFiles(place);
    await files.writeBytes(new Uint8Array([0, 255]), "/a.bin");
    expect([...(await files.readBytes("/a.bin"))]).toEqual([0, 255]);
    await files.writeBytes(new Uint8Array([1, 2]).buffer, "/a.bin");
    expect([...(await files.readBytes("/a.bin"))]).toEqual([1, 2]);
    const large = new Uint8Array(3_000_000).map((_, index) => index % 251);
    await files.writeBytes(large, "/large.bin");
    expect(Buffer.compare(await files.readBytes("/large.bin"), large)).toBe(0);
    await rejects(files.writeBytes("text" as never, "/a"), TypeError, "Expected Uint8Array");
  },
  "SandboxFilesystem.writeText: errors of each kind": async (place) => {
    const { files, sandbox } = await makeFiles(place);
    await files.writeText("x", "/srv/file");
    await rejects(files.writeText("x", "/srv/file/below"), SandboxFilesystemNotADirectoryError, "/srv/file/below");
    await rejects(files.writeText("x", "/srv"), SandboxFilesystemIsADirectoryError, "Is a directory: /srv");
    await rejects(files.readText("/nope"), SandboxFilesystemNotFoundError, "No such file or directory: /nope");
    await rejects(files.readBytes("/srv"), SandboxFilesystemIsADirectoryError, "Is a directory: /srv");
    await rejects(files.readText("/srv/file/below"), SandboxFilesystemError, "");
    const mount = (await place.modal.volumes.fromName("v", { createIfMissing: true })).withMountOptions({
      readOnly: true,
    });
    const reader = await makeSandbox(place, { volumes: { "/data": mount } });
    await rejects(reader.filesystem.writeText("x", "/data/a"), SandboxFilesystemPermissionError, "/data/a");
    await sandbox.terminate({ wait: true });
    await rejects(files.readText("/srv/file"), NotFoundError, "may have already shut down");
  },
  "SandboxFilesystem.listFiles SandboxFilesystem.stat: what is known of a file": async (place) => {
    const { files, sandbox } = await makeFiles(place);
    await files.writeText("12345", "/srv/b");
    await outcome(sandbox, "sh", "-c", "chmod 750 /srv/b; ln -s b /srv/a; mkdir /srv/c");
    const list = await files.listFiles("/srv");
    expect(list.map(({ name, type, path }) => [name, type, path])).toEqual([
      ["a", "symlink", "/srv/a"],
      ["b", "file", "/srv/b"],
      ["c", "directory", "/srv/c"],
    ]);
    expect(list[1]).toEqual({
      name: "b",
      path: "/srv/b",
      type: "file",
      size: 5,
      mode: 0o750,
      permissions: "0750",
      owner: "root",
      group: "root",
      modifiedTime: place.world.clock.now() / 1000,
      symlinkTarget: null,
    });
    expect(list[0]?.symlinkTarget).toBe("b");
    expect(await files.stat("/srv/a")).toMatchObject({ type: "symlink", symlinkTarget: "b" });
    expect(await files.stat("/srv")).toMatchObject({ type: "directory", name: "srv", symlinkTarget: null });
    expect(await files.listFiles("/srv/c")).toEqual([]);
    await rejects(files.listFiles("/nope"), SandboxFilesystemNotFoundError, "/nope");
    await rejects(files.listFiles("/srv/b"), SandboxFilesystemNotADirectoryError, "/srv/b");
    await rejects(files.stat("/nope"), SandboxFilesystemNotFoundError, "/nope");
    await rejects(files.stat("/srv/b/below"), SandboxFilesystemNotADirectoryError, "/srv/b/below");
    await rejects(files.stat("relative"), InvalidError, "absolute");
  },
  "SandboxFilesystem.makeDirectory SandboxFilesystem.remove: folders": async (place) => {
    const { files } = await makeFiles(place);
    await files.makeDirectory("/srv/a/b");
    await files.makeDirectory("/srv/a/b");
    await rejects(
      files.makeDirectory("/srv/a", { createParents: false }),
      SandboxFilesystemPathAlreadyExistsError,
      "/srv/a",
    );
    await rejects(files.makeDirectory("/x/y", { createParents: false }), SandboxFilesystemNotFoundError, "/x/y");
    await files.writeText("x", "/srv/file");
    await rejects(files.makeDirectory("/srv/file/below"), SandboxFilesystemNotADirectoryError, "/srv/file/below");
    await rejects(files.remove("/srv/a"), SandboxFilesystemDirectoryNotEmptyError, "/srv/a");
    await files.remove("/srv/a", { recursive: true });
    await files.remove("/srv/file");
    await rejects(files.remove("/srv/file"), SandboxFilesystemNotFoundError, "/srv/file");
    expect(await files.listFiles("/srv")).toEqual([]);
  },
  "SandboxFilesystem.copyFromLocal SandboxFilesystem.copyToLocal: from and to this machine": async (place) => {
    const { files } = await makeFiles(place);
    const folder = await mkdtemp(join(tmpdir(), "conformance-"));
    try {
      await writeFile(join(folder, "a"), "local");
      await files.copyFromLocal(join(folder, "a"), "/srv/deep/a");
      expect(await files.readText("/srv/deep/a")).toBe("local");
      await files.copyToLocal("/srv/deep/a", join(folder, "b/c"));
      expect(await readFile(join(folder, "b/c"), "utf8")).toBe("local");
      await rejects(files.copyFromLocal(join(folder, "nope"), "/a"), Error, "ENOENT");
      await rejects(files.copyToLocal("/nope", join(folder, "d")), SandboxFilesystemNotFoundError, "/nope");
      await rejects(files.copyToLocal("/srv", join(folder, "d")), SandboxFilesystemIsADirectoryError, "/srv");
      await rejects(files.copyFromLocal(join(folder, "a"), "/srv"), SandboxFilesystemIsADirectoryError, "/srv");
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  "SandboxFilesystem.watch: what happens": async (place) => {
    const { files, sandbox } = await makeFiles(place);
    await files.makeDirectory("/srv/sub");
    // over and over: how much of it a client in real time sees is chance
    await sandbox.exec([
      "sh",
      "-c",
      "while sleep 1; do echo x > /srv/a; mv /srv/a /srv/b; rm /srv/b; echo y > /srv/sub/c; done",
    ]);
    const take = async (
      count: number,
      ...[params]: Tail<Parameters<typeof files.watch>>
    ): Promise<FileWatchEvent[]> => {
      const seen: FileWatchEvent[] = [];
      for await (const event of files.watch("/srv", params)) if (seen.push(event) === count) break;
      return seen;
    };
    const seen = await take(20);
    expect(new Set(seen.map(({ eventType }) => eventType))).toEqual(new Set(["Create", "Modify", "Remove"]));
    expect(seen.find(({ paths }) => paths.length === 2)?.paths).toEqual(["/srv/a", "/srv/b"]);
    expect(seen.flatMap(({ paths }) => paths)).not.toContain("/srv/sub/c");
    expect((await take(20, { recursive: true })).flatMap(({ paths }) => paths)).toContain("/srv/sub/c");
    expect((await take(5, { filter: ["Remove"] })).map(({ eventType }) => eventType)).toEqual(Array(5).fill("Remove"));
    expect(await take(1, { filter: [], timeoutMs: 5000 })).toEqual([]);
    const before = place.world.clock.now();
    await take(1000, { timeoutMs: 5999 });
    if (place.isVirtual) expect(place.world.clock.now() - before).toBe(5000); // whole seconds
    await rejects(Array.fromAsync(files.watch("/nope")), SandboxFilesystemNotFoundError, "/nope");
  },
});
