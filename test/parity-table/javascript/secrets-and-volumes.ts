import { expect } from "vitest";
import { NotFoundError } from "modal";
import { Secret, Volume } from "modal-emulator";
import { aSandbox, said } from "../python/sandbox-place.ts";
import { type Area, expectThrown, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

export const secretsAndVolumes: Area = {
  title: "Secret and Volume",
  prepare: (world) => {
    world.secrets.set("js-secret", { USER: "ada" });
    world.secrets.set("js-gone", { USER: "ada" });
  },
  rows: [
    ofClient(
      "SecretService.fromName(name, { environment, requiredKeys })",
      "Secret.fromName(name, { environment, requiredKeys })",
      async ({ secrets }) => {
        const secret = await secrets.fromName("js-secret", { environment: "main", requiredKeys: ["USER"] });
        expect(secret.secretId).toMatch(/^st-/);
        await expectThrown(() => secrets.fromName("js-secret", { requiredKeys: ["NONE"] }), NotFoundError, "NONE");
      },
    ),
    ofClient(
      "SecretService.fromObject(entries, { environment })",
      "Secret.fromObject(entries)",
      async ({ secrets }) => {
        const secret = await secrets.fromObject({ A: "1" }, { environment: "main" });
        expect(secret.secretId).toBe("");
      },
    ),
    ofClient(
      "SecretService.delete(name, { environment, allowMissing })",
      "Secret.objects.delete(name, { environment, allowMissing })",
      async ({ secrets }) => {
        await secrets.delete("js-gone");
        await expectThrown(() => secrets.fromName("js-gone"), NotFoundError, "js-gone");
        await secrets.delete("js-gone", { allowMissing: true });
      },
    ),
    works(
      "Secret: secretId, name",
      "secret.secretId, secret.name",
      async () => {
        const secret = Secret.fromName("js-secret");
        expect(secret.secretId).toBe("");
        await secret.hydrate();
        expect(secret.secretId.slice(0, 3)).toBe("st-");
        expect(secret.name).toBe("js-secret");
      },
      "empty until it is hydrated, and of one made of values, as there",
    ),
    ofClient(
      "VolumeService.fromName(name, { environment, createIfMissing, version })",
      "Volume.fromName(name, { environment, createIfMissing, version })",
      async ({ volumes }) => {
        const volume = await volumes.fromName("js-v", { createIfMissing: true });
        expect((await volumes.fromName("js-v", { version: 1, environment: "main" })).volumeId).toBe(volume.volumeId);
      },
    ),
    ofClient("VolumeService.ephemeral({ environment })", "Volume.ephemeral()", async ({ volumes }) => {
      const volume = await volumes.ephemeral({ environment: "main" });
      expect(volume.volumeId).toMatch(/^vo-/);
      volume.closeEphemeral();
    }),
    ofClient(
      "VolumeService.delete(name, { environment, allowMissing })",
      "Volume.objects.delete, Volume.delete",
      async ({ volumes }) => {
        await volumes.fromName("js-gone", { createIfMissing: true });
        await volumes.delete("js-gone");
        await expectThrown(() => volumes.fromName("js-gone"), NotFoundError, "js-gone");
        await volumes.delete("js-gone", { allowMissing: true });
      },
    ),
    works(
      "Volume: volumeId, name",
      "volume.volumeId, volume.name",
      async () => {
        const volume = await Volume.fromName("js-ids", { createIfMissing: true }).hydrate();
        expect([volume.volumeId, volume.name]).toEqual([volume.objectId, "js-ids"]);
      },
      "an `ExecutionError` as long as it is not hydrated, which is never there; `objectId` is `undefined` then",
    ),
    works("Volume.name", "volume.name", () => {
      expect(Volume.fromName("js-named").name).toBe("js-named");
    }),
    works("Volume.withMountOptions({ readOnly, subPath })", "volume.withMountOptions({ … })", async () => {
      const volume = Volume.fromName("js-mounted", { createIfMissing: true });
      await volume.batchUpload((upload) => upload.putFile(new Uint8Array([104, 105]), "/sub/a"));
      const mounted = volume.withMountOptions({ readOnly: true, subPath: "sub" });
      const sandbox = await aSandbox({ volumes: { "/v": mounted } });
      expect(await said(sandbox, "cat", "/v/a")).toBe("hi");
      expect(await said(sandbox, "touch", "/v/b")).toContain("Read-only");
    }),
    works("Volume.closeEphemeral()", "volume.closeEphemeral()", async () => {
      const volume = await Volume.ephemeral();
      volume.closeEphemeral();
      await expect(volume.listdir("/")).rejects.toThrow(volume.volumeId);
    }),
  ],
};
