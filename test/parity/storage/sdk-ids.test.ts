// Modal: docs/modal/handles-and-names.md#lazy-handles
import { describe, expect } from "vitest";
import { App, Environment, ExecutionError, Image, Proxy, Queue, Secret, Volume } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";

const HANDLES = [
  ["volumeId", "vo", () => Volume.fromName("v", { createIfMissing: true })],
  ["queueId", "qu", () => Queue.fromName("q", { createIfMissing: true })],
  ["proxyId", "pr", () => Proxy.fromName("p")],
  ["environmentId", "en", () => Environment.fromName("main")],
] as const;

describe("ids under the names of Modal's JavaScript SDK", () => {
  test.for(HANDLES)("%s is a text that begins with %s, once it is known", async ([name, prefix, make], { world }) => {
    world.proxies.create("p");
    await world.within(async () => {
      const handle: object & { hydrate(): Promise<{ objectId: string | undefined }> } = make();
      const read = (): unknown => Reflect.get(handle, name);
      expectError(read, ExecutionError, "has not been hydrated", "hydrate()");
      const { objectId } = await handle.hydrate();
      expect(objectId).toMatch(new RegExp(`^${prefix}-`));
      expect(read()).toBe(objectId);
    });
    expectError(() => Reflect.get(make(), name), ExecutionError, "in the world in sight");
  });

  test("secretId is empty as long as it is not known, and for values always", async ({ world }) => {
    await world.within(async () => {
      await Secret.objects.create("s", { A: "1" });
      const secret = Secret.fromName("s");
      expect(secret.secretId).toBe("");
      await secret.hydrate();
      expect(secret.secretId).toMatch(/^st-/);
      expect(secret.secretId).toBe(secret.objectId);
      expect(Secret.fromObject({ A: "1" }).secretId).toBe("");
    });
  });

  test("imageId is empty as long as the image is not built, but for one by its id", async ({ world }) => {
    await world.within(async () => {
      const app = await App.lookup("images", { createIfMissing: true });
      const image = Image.fromRegistry("alpine");
      expect(image.imageId).toBe("");
      await image.build(app);
      expect(image.imageId).toBe(image.objectId);
      expect(Image.fromId(image.imageId).imageId).toBe(image.imageId);
      expect(Image.fromId(image.imageId).pipInstall("a").imageId).toBe("");
    });
  });
});

describe("closeEphemeral", () => {
  test("deletes the object for whatever comes after", async ({ world }) => {
    await world.within(async () => {
      const [volume, queue] = [await Volume.ephemeral(), await Queue.ephemeral<number>()];
      await queue.put(1);
      volume.closeEphemeral();
      queue.closeEphemeral();
      await expect(queue.len()).rejects.toThrow(queue.queueId);
      await expect(volume.listdir("/")).rejects.toThrow(volume.volumeId);
    });
  });

  test("does nothing a second time, and in a world that is closed", async ({ world }) => {
    const queue = await world.within(() => Queue.ephemeral());
    queue.closeEphemeral();
    queue.closeEphemeral();
    await world[Symbol.asyncDispose]();
    queue.closeEphemeral();
    await new Promise(setImmediate); // an error that nobody caught would come by now
    expect(queue.definition.kind).toBe("id");
  });
});
