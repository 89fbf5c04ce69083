import { expect } from "vitest";
import { CloudBucketMount, InvalidError, NetworkFileSystem, NotFoundError, Proxy, Secret } from "modal-emulator";
import { type Area, expectThrown, refused, works } from "../row.ts";
import { inside, mounted } from "./inside.ts";

const system = (name: string): NetworkFileSystem => NetworkFileSystem.fromName(name, { createIfMissing: true });

export const fileSystems: Area = {
  title: "NetworkFileSystem, CloudBucketMount and Proxy",
  intro: "[guide](volumes.md)",
  prepare: (world) => world.buckets.create("bucket"),
  rows: [
    works(
      "from_name / ephemeral / delete",
      "NetworkFileSystem.fromName / ephemeral / delete",
      async () => {
        expect((await system("named").hydrate()).objectId).toMatch(/^sv-/);
        await NetworkFileSystem.delete("named");
        await expectThrown(() => NetworkFileSystem.fromName("named").hydrate(), NotFoundError, "named");
        await using own = await NetworkFileSystem.ephemeral();
        expect(await own.listdir("/")).toEqual([]);
      },
      "`objects` there is none, as on Modal",
    ),
    works(
      "write_file / read_file / iterdir / listdir / remove_file",
      "writeFile / readFile / iterdir / listdir / removeFile",
      async () => {
        const own = system("files");
        expect(await own.writeFile("/a/b", "text")).toBe(4);
        expect(Buffer.concat(await Array.fromAsync(own.readFile("/a/b"))).toString()).toBe("text");
        expect((await Array.fromAsync(own.iterdir("/a"))).length).toBe(1);
        await own.removeFile("/a/b");
        expect(await own.listdir("/a")).toEqual([]);
      },
    ),
    works("add_local_file / add_local_dir", "addLocalFile / addLocalDir", async () => {
      const own = system("local");
      await own.addLocalFile(import.meta.filename, "/one.ts");
      await own.addLocalDir(import.meta.dirname, "/all");
      expect((await own.listdir("/")).map(({ path }) => path).toSorted()).toEqual(["all", "one.ts"]);
    }),
    works(
      "create_deployed (hidden)",
      "NetworkFileSystem.createDeployed(name)",
      async () => {
        const id = await NetworkFileSystem.createDeployed("deployed");
        expect((await NetworkFileSystem.fromName("deployed").hydrate()).objectId).toBe(id);
      },
      "with a warning",
    ),
    refused("progress_cb=", "", [InvalidError, 'Unknown option "progressCb"'], () =>
      Reflect.apply(NetworkFileSystem.prototype.writeFile, system("progress"), [
        "/a",
        "text",
        { progressCb: () => undefined },
      ]),
    ),
    works(
      "persist (seed; removed from Modal)",
      "NetworkFileSystem.persist(name)",
      async () => {
        expect((await NetworkFileSystem.persist("persisted").hydrate()).name).toBe("persisted");
      },
      "with a warning",
    ),
    works(
      "CloudBucketMount(bucket_name, bucket_endpoint_url, key_prefix, secret, oidc_auth_role_arn, read_only, requester_pays, force_path_style)",
      "new CloudBucketMount(name, { … })",
      async () => {
        const options = { keyPrefix: "a/", readOnly: true, secret: Secret.fromObject({ AWS_ACCESS_KEY_ID: "1" }) };
        expect(new CloudBucketMount("bucket", options).definition).toMatchObject({ keyPrefix: "a/", readOnly: true });
        expect(await inside.run(() => mounted.remote("/bucket/x", "stored"))).toBe("stored");
      },
      "buckets of the world, `world.buckets`; provider, endpoint and credentials are checked and recorded",
    ),
    works(
      "Proxy.from_name(name, environment_name)",
      "Proxy.fromName(name, { environment })",
      async (world) => {
        world.proxies.create("gateway");
        expect((await Proxy.fromName("gateway", { environment: "main" }).hydrate()).objectId).toBeDefined();
        await expectThrown(() => Proxy.fromName("none").hydrate(), NotFoundError, "none");
      },
      "looked up, as secrets are; tests make them by `world.proxies`. What a function sends does not go through it",
    ),
  ],
};
