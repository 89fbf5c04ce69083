import { PassThrough } from "node:stream";
import { expect } from "vitest";
import { InvalidError, NotFoundError, Volume } from "modal-emulator";
import { type Area, expectThrown, refused, works } from "../row.ts";
import { child, commits, inside, mounted, reloads } from "./inside.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = async (volume: Volume, path: string): Promise<string> =>
  Buffer.concat(await Array.fromAsync(volume.readFile(path))).toString();

/** A volume with files. */
async function filled(name: string, files: Readonly<Record<string, string>>): Promise<Volume> {
  const volume = Volume.fromName(name, { createIfMissing: true });
  await volume.batchUpload((upload) => {
    for (const [path, text] of Object.entries(files)) upload.putFile(bytes(text), path);
  });
  return volume;
}

export const volumes: Area = {
  title: "Volume",
  intro: "[guide](volumes.md); files of mounts through `node:fs` and by child processes ([table](mounts.md)).",
  prepare: (world) => world.buckets.create("bucket"),
  rows: [
    works(
      "Volume.from_name(name, environment_name, create_if_missing, version)",
      "Volume.fromName(name, { environment, createIfMissing, version })",
      async () => {
        const volume = Volume.fromName("named", { createIfMissing: true, environment: "main", version: 2 });
        expect((await volume.hydrate()).objectId).toMatch(/^vo-/);
        await expectThrown(() => Volume.fromName("named", { version: 1 }).hydrate(), InvalidError, "version");
      },
    ),
    refused(
      "Volume.from_name(create_options=)",
      "",
      [InvalidError, 'Unknown option "createOptions"'],
      () => Volume.fromName("any", { createOptions: {} } as object),
      "give `version`",
    ),
    works(
      "Volume.ephemeral(environment_name, version)",
      "Volume.ephemeral({ environment, version })",
      async (world) => {
        await using volume = await Volume.ephemeral({ environment: "elsewhere", version: 2 });
        const made = world.events.of("object.created").find(({ object }) => object === volume.objectId);
        expect(made).toMatchObject({ environment: "elsewhere" });
      },
    ),
    works("volume.read_file_into_fileobj()", "volume.readFileIntoFileobj(path, stream)", async () => {
      const volume = await filled("into", { "/a": "content" });
      const target = new PassThrough();
      expect(await volume.readFileIntoFileobj("/a", target)).toBe(7);
      expect(String(target.read())).toBe("content");
    }),
    works(
      "volume.get_dashboard_url()",
      "volume.getDashboardUrl()",
      async () => {
        const volume = await Volume.fromName("paged", { createIfMissing: true }).hydrate();
        expect(volume.getDashboardUrl()).toBe(`https://modal.com/id/${volume.objectId}`);
      },
      "an address, where nothing is",
    ),
    works("Volume.from_id(id)", "Volume.fromId(id)", async () => {
      const { objectId = "" } = await Volume.fromName("by-id", { createIfMissing: true }).hydrate();
      expect((await Volume.fromId(objectId).info()).name).toBe("by-id");
    }),
    works(
      "Volume.lookup / persist (removed; seed names persist)",
      "Volume.persist(name)",
      async () => {
        expect((await Volume.persist("persisted").hydrate()).objectId).toMatch(/^vo-/);
      },
      "`persist` with a warning; `lookup` is gone, as on Modal",
    ),
    works("volume.with_mount_options(read_only, sub_path)", "volume.withMountOptions({ readOnly, subPath })", () => {
      const volume = Volume.fromName("mounts").withMountOptions({ readOnly: true, subPath: "a" });
      expect(volume.definition).toMatchObject({ readOnly: true, subPath: expect.stringContaining("a") });
    }),
    works("volume.read_only()", "volume.readOnly()", () => {
      expect(Volume.fromName("read").readOnly().definition).toMatchObject({ readOnly: true });
    }),
    works("volume.commit()", "volume.commit()", async () => {
      await inside.run(async () => {
        await commits.remote("committed");
        expect(await textOf(Volume.fromName("commits"), "/committed")).toBe("committed");
      });
    }),
    works("volume.reload()", "volume.reload()", async () => {
      await inside.run(async () => {
        await reloads.remote("nothing");
        await filled("commits", { "/uploaded": "x" });
        expect(await reloads.remote("uploaded")).toEqual([false, true]);
      });
    }),
    works(
      "background commits (every few seconds)",
      "backgroundCommitMs of the world",
      async () => {
        expect(await inside.run(() => mounted.remote("/volume/kept", "kept"))).toBe("kept");
        expect(await textOf(Volume.fromName("inside"), "/kept")).toBe("kept");
      },
      "every 5 s of virtual time, and as a container ends",
    ),
    works("volume.iterdir(path, recursive)", "volume.iterdir(path, { recursive })", async () => {
      const volume = await filled("iterated", { "/a/b": "1", "/c": "2" });
      const entries = await Array.fromAsync(volume.iterdir("/", { recursive: true }));
      expect(entries.map(({ path }) => path).toSorted()).toEqual(["a", "a/b", "c"]);
    }),
    works("volume.listdir(path, recursive)", "volume.listdir(path, { recursive })", async () => {
      const volume = await filled("listed", { "/a/b": "1", "/c": "22" });
      expect(await volume.listdir("/")).toMatchObject([
        { path: "a", type: "directory" },
        { path: "c", type: "file", size: 2 },
      ]);
    }),
    works("volume.read_file(path)", "volume.readFile(path)", async () => {
      expect(await textOf(await filled("read", { "/a": "content" }), "/a")).toBe("content");
    }),
    works("volume.remove_file(path, recursive)", "volume.removeFile(path, { recursive })", async () => {
      const volume = await filled("removed", { "/a/b": "1" });
      await volume.removeFile("/a", { recursive: true });
      expect(await volume.listdir("/")).toEqual([]);
    }),
    works("volume.copy_files(src, dst, recursive)", "volume.copyFiles(sources, target, { recursive })", async () => {
      await Volume.objects.create("copied", { version: 2 });
      const volume = await filled("copied", { "/a/b": "1" });
      await volume.copyFiles(["/a"], "/other", { recursive: true });
      expect((await volume.listdir("/", { recursive: true })).length).toBeGreaterThan(2);
    }),
    works(
      "volume.batch_upload(force): put_file, put_directory",
      "volume.batchUpload((upload) => …, { force })",
      async () => {
        const volume = await filled("uploaded", { "/row.env": "first" });
        await volume.batchUpload((upload) => upload.putDirectory(import.meta.dirname, "/"), { force: true });
        expect(await textOf(volume, "/row.env")).toBe("FROM_DOTENV=dotenv\n");
      },
      "a callback in place of a context manager",
    ),
    works(
      "batch_upload().put_file(local_file, remote_path, mode): file objects",
      "putFile(path | Uint8Array, remote, { mode })",
      async () => {
        const volume = Volume.fromName("modes", { createIfMissing: true });
        await volume.batchUpload((upload) => upload.putFile(bytes("x"), "/x", { mode: 0o600 }));
        expect(await textOf(volume, "/x")).toBe("x");
      },
    ),
    works("Volume.rename(old, new)", "Volume.rename(old, new, { environment })", async () => {
      await filled("before", { "/a": "same" });
      await Volume.rename("before", "after");
      expect(await textOf(Volume.fromName("after"), "/a")).toBe("same");
    }),
    works("volume.info() / name / object_id / hydrate", "volume.info() / name / objectId / hydrate()", async () => {
      const volume = await Volume.fromName("informed", { createIfMissing: true }).hydrate();
      expect(await volume.info()).toMatchObject({ name: "informed", createdAt: expect.any(Date) });
      expect([volume.name, volume.objectId]).toEqual(["informed", expect.stringMatching(/^vo-/)]);
    }),
    works(
      "Volume.objects.create(name, version, allow_existing) / list / delete",
      "Volume.objects.create / list / delete",
      async () => {
        await Volume.objects.create("managed", { version: 2, allowExisting: true });
        expect((await Volume.objects.list()).map(({ name }) => name)).toContain("managed");
        await Volume.objects.delete("managed");
        await expectThrown(() => Volume.fromName("managed").hydrate(), NotFoundError, "managed");
      },
    ),
    works(
      "Volume.delete (removed)",
      "Volume.delete(name)",
      async () => {
        await filled("deleted", { "/a": "1" });
        await Volume.delete("deleted");
        await expectThrown(() => Volume.fromName("deleted").hydrate(), NotFoundError, "deleted");
      },
      "lives on, with a warning",
    ),
    works(
      "mounted files seen by child processes",
      "",
      async () => {
        expect(await inside.run(() => child.remote())).toBe("text");
      },
      "and by `node:sqlite` ([guide](mounts.md#child-processes)); native addons do not see them, and say so",
    ),
    works(
      "Volume.objects.list(max_objects, created_before, environment_name) / delete(allow_missing, environment_name)",
      "Volume.objects.list({ maxObjects, createdBefore, environment }) / delete({ allowMissing, environment })",
      async (world) => {
        for (const name of ["one", "two"]) await Volume.objects.create(name, { environment: "volumes" });
        expect(await Volume.objects.list({ maxObjects: 1, environment: "volumes" })).toHaveLength(1);
        const createdBefore = new Date(world.clock.now() - 1);
        expect(await Volume.objects.list({ createdBefore, environment: "volumes" })).toEqual([]);
        expect(await Volume.objects.delete("none", { allowMissing: true, environment: "volumes" })).toBeUndefined();
      },
    ),
  ],
};
