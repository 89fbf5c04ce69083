import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { App, Image, InvalidError, NetworkFileSystem, NotFoundError } from "modal-emulator";
import { type Area, expectAbsent, expectThrown, refused, type Row, works } from "../row.ts";

const HERE = import.meta.dirname;
const missing = "no-such-package";
const app = new App("images");
const fromFile = app.function(
  { image: Image.fromDockerfile(`${HERE}/Dockerfile`, { contextDir: HERE }).workdir("/srv") },
  async function fromFile() {
    return { env: process.env["FROM_DOCKERFILE"], cwd: process.cwd(), copied: existsSync("/copied/image.ts") };
  },
);
const steps = app.function(
  {
    image: Image.debianSlim()
      .dockerfileCommands("ENV FROM_COMMANDS=yes", "WORKDIR /work")
      .addLocalFile(import.meta.filename, "/data/file.ts")
      .addLocalDir(HERE, "/data/folder", { ignore: ["app.ts"] }),
  },
  async function steps() {
    const files = ["/data/file.ts", "/data/folder/image.ts", "/data/folder/app.ts"].map((path) => existsSync(path));
    return { env: process.env["FROM_COMMANDS"], cwd: process.cwd(), files };
  },
);
export function download(text: string) {
  process.getBuiltinModule("fs").writeFileSync("/opt/model", text);
}
export function keep({ text }: { text: string }) {
  process.getBuiltinModule("fs").writeFileSync("/shared/a", text);
}
const downloaded = app.function(
  {
    image: Image.debianSlim()
      .env({ A: "1" })
      .runFunction(download, { args: ["weights"] }),
  },
  async function downloaded() {
    return readFileSync("/opt/model", "utf8") + process.env["A"];
  },
);

/** An image that was built, and an app for it. */
async function built(name: string): Promise<Image> {
  return Image.debianSlim()
    .pipInstall(name)
    .build(await App.lookup("builds", { createIfMissing: true }));
}

/** A row of a name that Modal has removed. */
function gone(name: string, ...own: string[]): Row {
  const show = () => {
    expectAbsent(Image, ...own);
    expectAbsent(Image.debianSlim(), ...own);
  };
  return works(name, "", show, "not there, as on Modal 1.5.4");
}

export const images: Area = {
  title: "Image: files, functions and what is built",
  deploys: [app],
  rows: [
    works(
      "Image.from_dockerfile(path, force_build, context_dir, env, secrets, gpu, add_python, build_args, ignore)",
      "Image.fromDockerfile(path, { … })",
      async () => {
        expect(await fromFile.remote()).toEqual({ env: "yes", cwd: "/srv", copied: true });
      },
      "`COPY` from the context, `ENV`, `ARG` and `WORKDIR` ([guide](images.md#dockerfiles)); other lines are recorded",
    ),
    works(
      ".dockerfile_commands(*commands, context_files, context_dir, ignore, build_args, …)",
      ".dockerfileCommands(...commands, { … })",
      async () => {
        expect(await steps.remote()).toMatchObject({ env: "yes", cwd: "/work" });
      },
      "as those of a Dockerfile",
    ),
    works(
      ".run_function(f, …)",
      ".runFunction(fn, { args, volumes, cpu, memoryMiB, timeoutMs, cloud, region, includeSource, … })",
      async () => {
        expect(await downloaded.remote()).toBe("weights1");
      },
      "in a container, once per text and options; what it leaves on its disk is in the image ([guide](images.md#functions-that-run-as-it-is-built)). `cpu`, `memoryMiB`, `gpu`, `cloud`, `region` and `includeSource` are recorded; (only here) `serialized`",
    ),
    works(".env(vars)", ".env(vars)", async () => {
      expect((await downloaded.remote()).at(-1)).toBe("1");
    }),
    works(".workdir(path)", ".workdir(path)", async () => {
      expect(await fromFile.remote()).toMatchObject({ cwd: "/srv" });
    }),
    works(
      ".add_local_file(local, remote, copy)",
      ".addLocalFile(local, remote, { copy })",
      async () => {
        expect((await steps.remote()).files[0]).toBe(true);
      },
      "[guide](mounts.md#a-disk-of-its-own); a remote path with `..` and a missing file are an `InvalidError`",
    ),
    works(".add_local_dir seen by the function", "", async () => {
      expect((await steps.remote()).files[1]).toBe(true);
    }),
    works(".add_local_dir(local, remote, copy, ignore)", ".addLocalDir(local, remote, { copy, ignore })", async () => {
      expect((await steps.remote()).files).toEqual([true, true, false]);
    }),
    works(
      ".imports()",
      ".imports(body)",
      async () => {
        expect(await Image.debianSlim().imports(() => 1)).toBe(1);
        expect(await Image.debianSlim().imports(() => import(missing))).toBeUndefined();
      },
      '`await image.imports(() => import("sharp"))` ([guide](images.md#imports))',
    ),
    works(".build(app)", ".build(app)", async (world) => {
      const image = await built("rich");
      expect(world.images().map(({ imageId }) => imageId)).toContain(image.objectId);
    }),
    works(".publish(name, environment_name)", ".publish(name, { environment })", async () => {
      const image = await built("httpx");
      await image.publish("published:v1", { environment: "main" });
      expect((await Image.fromName("published:v1").hydrate()).objectId).toBe(image.objectId);
    }),
    works(".hydrate()", ".hydrate()", async () => {
      await expectThrown(() => Image.fromName("never-published").hydrate(), NotFoundError, "never-published");
    }),
    works(
      ".logs",
      ".logs",
      async () => {
        const image = await built("attrs");
        expect((await image.logs.fetch({ layers: null })).some(({ message }) => message.includes("attrs"))).toBe(true);
      },
      "`fetch({ layers })`, `tail(n)`",
    ),
    works(".object_id", ".objectId", async () => {
      expect(Image.debianSlim().pipInstall("unbuilt").objectId).toBeUndefined();
      expect((await built("built")).objectId).toMatch(/^im-/);
    }),
    works("Image.from_id(id)", "Image.fromId(id)", async () => {
      const id = (await built("by-id")).objectId ?? "";
      expect((await Image.fromId(id).hydrate()).objectId).toBe(id);
    }),
    works("Image.from_name(name, environment_name)", "Image.fromName(name, { environment })", async () => {
      await (await built("by-name")).publish("named");
      expect((await Image.fromName("named", { environment: "main" }).hydrate()).objectId).toMatch(/^im-/);
    }),
    works(
      ".run_function(network_file_systems=, kwargs=)",
      ".runFunction(fn, { networkFileSystems, kwargs })",
      async () => {
        const shared = NetworkFileSystem.fromName("built", { createIfMissing: true });
        const image = Image.debianSlim().runFunction(keep, {
          serialized: true,
          kwargs: { text: "kept" },
          networkFileSystems: { "/shared": shared },
        });
        await image.build(await App.lookup("builds", { createIfMissing: true }));
        expect(Buffer.concat(await Array.fromAsync(shared.readFile("/a"))).toString()).toBe("kept");
      },
      "`kwargs` is an object that it gets as its last argument",
    ),
    refused(".publish(experimental_options=)", "", [InvalidError, 'Unknown option "experimentalOptions"'], async () =>
      (await built("experimental")).publish("any", { experimentalOptions: {} } as object),
    ),
    works(
      ".copy_local_file (seed; removed from Modal)",
      ".copyLocalFile(local, remote)",
      () => {
        const image = Image.debianSlim().copyLocalFile("a", "/a");
        expect(image.definition.layers.at(-1)).toMatchObject({ kind: "addLocalFile", copy: true });
      },
      "with a warning",
    ),
    gone(".copy_local_dir (removed from Modal)", "copyLocalDir"),
    gone(".copy_mount (removed from Modal)", "copyMount"),
    gone(".conda (removed from Modal)", "conda"),
    gone(".conda_install (removed from Modal)", "condaInstall"),
    gone(".from_gcr_image (removed from Modal)", "fromGcrImage"),
    gone(".extend (removed from Modal)", "extend"),
  ],
};
