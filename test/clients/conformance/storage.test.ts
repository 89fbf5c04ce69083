// Source: declarations of modal@0.11.1
import { InvalidError, NotFoundError } from "modal";
import { expect } from "vitest";
import { conform, makeSandbox, rejects } from "./conform.js";
import { outcome } from "./outcome.js";

conform({
  "VolumeService.fromName VolumeService.delete: by name, version and environment": async ({ modal }) => {
    const { volumes } = modal;
    await rejects(volumes.fromName("v"), NotFoundError, "Volume 'v' not found");
    const volume = await volumes.fromName("v", { createIfMissing: true });
    expect(volume.volumeId).toMatch(/^vo-/);
    expect(volume.name).toBe("v");
    expect((await volumes.fromName("v")).volumeId).toBe(volume.volumeId);
    expect((await volumes.fromName("v", { version: 1 })).volumeId).toBe(volume.volumeId);
    await rejects(volumes.fromName("v", { version: 2 }), InvalidError, "has version v1, not v2");
    const second = await volumes.fromName("v2", { version: 2, createIfMissing: true });
    expect((await volumes.fromName("v2", { version: 2 })).volumeId).toBe(second.volumeId);
    expect((await volumes.fromName("v2")).volumeId).toBe(second.volumeId);
    await rejects(volumes.fromName("v2", { version: 1 }), InvalidError, "has version v2, not v1");
    await rejects(volumes.fromName("has space", { createIfMissing: true }), "ClientError", "INVALID_ARGUMENT");
    await rejects(volumes.fromName("v", { environment: "nope" }), NotFoundError, "nope");
    await volumes.delete("v");
    await rejects(volumes.fromName("v"), NotFoundError, "Volume 'v' not found");
    await rejects(volumes.delete("v"), NotFoundError, "Volume 'v' not found");
    await volumes.delete("v", { allowMissing: true });
  },
  "VolumeService.ephemeral Volume.closeEphemeral: one without a name": async ({ modal, world, isVirtual }) => {
    const volume = await modal.volumes.ephemeral();
    expect(volume.volumeId).toMatch(/^vo-/);
    if (isVirtual) await world.clock.advance(3 * 3_600_000);
    const sandbox = await makeSandbox({ modal }, { volumes: { "/data": volume } });
    expect(await outcome(sandbox, "ls", "/data")).toMatchObject({ code: 0 });
    volume.closeEphemeral();
    const named = await modal.volumes.fromName("v", { createIfMissing: true });
    expect(() => named.closeEphemeral()).toThrow(InvalidError);
  },
  "Volume.withMountOptions: to be read only, and a folder of it": async (place) => {
    const volume = await place.modal.volumes.fromName("v", { createIfMissing: true });
    const writer = await makeSandbox(place, { volumes: { "/data": volume } });
    expect(
      await outcome(writer, "sh", "-c", "mkdir -p /data/deep && echo hi > /data/deep/a.txt && sync /data"),
    ).toMatchObject({ code: 0 });
    await writer.terminate({ wait: true });
    const mounted = volume.withMountOptions({ readOnly: true, subPath: "deep" });
    expect(mounted.volumeId).toBe(volume.volumeId);
    const reader = await makeSandbox(place, { volumes: { "/deep": mounted } });
    expect(await outcome(reader, "cat", "/deep/a.txt")).toMatchObject({ stdout: "hi\n", code: 0 });
    const refused = await outcome(reader, "sh", "-c", "echo no > /deep/b.txt");
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("Read-only file system");
  },
  "SecretService.fromName SecretService.delete Secret.secretId: by name, with the keys it needs": async ({
    modal,
    world,
  }) => {
    const { secrets } = modal;
    await rejects(secrets.fromName("s"), NotFoundError, "Secret 's' not found");
    world.secrets.set("s", { USER: "ada", PASSWORD: "x" });
    const secret = await secrets.fromName("s", { requiredKeys: ["USER", "PASSWORD"] });
    expect(secret.secretId).toMatch(/^st-/);
    expect(secret.name).toBe("s");
    await rejects(
      secrets.fromName("s", { requiredKeys: ["USER", "HOST"] }),
      NotFoundError,
      /Secret is missing key.*HOST/,
    );
    await rejects(secrets.fromName("s", { environment: "nope" }), NotFoundError, "nope");
    await secrets.delete("s");
    await rejects(secrets.fromName("s"), NotFoundError, "Secret 's' not found");
    await rejects(secrets.delete("s"), NotFoundError, "Secret 's' not found");
    await secrets.delete("s", { allowMissing: true });
  },
  "SecretService.fromObject Secret.secretId: one without a name": async (place) => {
    const { secrets, volumes } = place.modal;
    const secret = await secrets.fromObject({ TOKEN: "t", EMPTY: "" });
    expect(secret.secretId).toBe("");
    const sandbox = await makeSandbox(place, { secrets: [secret], env: { PLAIN: "p" } });
    expect(await outcome(sandbox, "sh", "-c", 'echo "$TOKEN,${EMPTY-unset},$PLAIN"')).toMatchObject({
      stdout: "t,,p\n",
    });
    await rejects(secrets.fromObject({ KEY: 1 } as never), InvalidError, "mapping string keys to string values");
    await rejects(secrets.fromObject({ "not a name": "x" }), InvalidError, "invalid for environment variables");
    const empty = await makeSandbox(place, { secrets: [await secrets.fromObject({})] });
    expect(await empty.poll()).toBeNull();
    expect(volumes).toBeDefined();
  },
  "ProxyService.fromName: those that people have made": async (place) => {
    const { modal, world } = place;
    await rejects(modal.proxies.fromName("p"), NotFoundError, "Proxy 'p' not found");
    world.proxies.create("p");
    const proxy = await modal.proxies.fromName("p");
    expect(proxy.proxyId).toMatch(/^pr-/);
    await rejects(modal.proxies.fromName("p", { environment: "nope" }), NotFoundError, "not found");
    expect(await (await makeSandbox(place, { proxy })).poll()).toBeNull();
  },
  "CloudBucketMountService.create CloudBucketMount.toProto: files of a bucket": async (place) => {
    const { modal, world } = place;
    const secret = await modal.secrets.fromObject({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
    const mount = modal.cloudBucketMounts.create("photos", { secret, keyPrefix: "2026/", readOnly: true });
    expect(mount).toMatchObject({ bucketName: "photos", keyPrefix: "2026/", readOnly: true, requesterPays: false });
    expect(mount.toProto("/mnt")).toMatchObject({ mountPath: "/mnt", bucketName: "photos" });
    expect(() => modal.cloudBucketMounts.create("b", { requesterPays: true })).toThrow("Credentials required");
    expect(() => modal.cloudBucketMounts.create("b", { keyPrefix: "no-slash" })).toThrow("must end in a '/'");
    world.buckets.create("photos");
    world.buckets.create("other");
    world.buckets.put("photos", "2026/a.txt", "a picture");
    const sandbox = await makeSandbox(place, { cloudBucketMounts: { "/mnt": mount } });
    expect(await outcome(sandbox, "cat", "/mnt/a.txt")).toMatchObject({ stdout: "a picture" });
    const r2 = modal.cloudBucketMounts.create("other", {
      bucketEndpointUrl: "https://x.r2.cloudflarestorage.com",
      secret,
    });
    const other = await makeSandbox(place, { cloudBucketMounts: { "/mnt": r2 } });
    await outcome(other, "sh", "-c", "echo new > /mnt/b.txt");
    expect(await outcome(other, "cat", "/mnt/b.txt")).toMatchObject({ stdout: "new\n" });
  },
});
