import { expect } from "vitest";
import { NotFoundError } from "modal";
import { App, Image, Secret } from "modal-emulator";
import { type Area, expectThrown, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

const anApp = (): Promise<App> => App.lookup("js-images", { createIfMissing: true });

export const images: Area = {
  title: "Image",
  rows: [
    ofClient(
      "ImageService.fromRegistry(tag, secret?)",
      "Image.fromRegistry(tag, secret?), fromRegistry(tag, { secret, … })",
      async ({ apps, images: service, secrets }) => {
        const app = await apps.fromName("js-images", { createIfMissing: true });
        const secret = await secrets.fromObject({ REGISTRY_USERNAME: "u", REGISTRY_PASSWORD: "p" });
        expect((await service.fromRegistry("private/thing:1", secret).build(app)).imageId).toMatch(/^im-/);
        const own = Secret.fromObject({ REGISTRY_USERNAME: "u" });
        const withOptions = Image.fromRegistry("private/thing:1", { secret: own });
        expect(Image.fromRegistry("private/thing:1", own).definition).toEqual(withOptions.definition);
      },
      "handles take the secret as well",
    ),
    ofClient(
      "ImageService: fromAwsEcr(tag, secret), fromGcpArtifactRegistry(tag, secret)",
      "Image.fromAwsEcr(tag, secret), Image.fromGcpArtifactRegistry(tag, secret)",
      async ({ apps, images: service, secrets }) => {
        const app = await apps.fromName("js-images", { createIfMissing: true });
        const aws = await secrets.fromObject({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_REGION: "c" });
        const gcp = await secrets.fromObject({ SERVICE_ACCOUNT_JSON: "{}" });
        expect((await service.fromAwsEcr("a.amazonaws.com/thing:1", aws).build(app)).imageId).toMatch(/^im-/);
        expect((await service.fromGcpArtifactRegistry("pkg.dev/thing:1", gcp).build(app)).imageId).toMatch(/^im-/);
      },
      "handles take the secret as well",
    ),
    ofClient(
      "ImageService: fromId(id), fromName(name, { environment })",
      "Image.fromId(id), Image.fromName(name, { environment })",
      async ({ apps, images: service }) => {
        const app = await apps.fromName("js-images", { createIfMissing: true });
        const image = await service.fromRegistry("alpine:1").build(app);
        await image.publish("js-named");
        expect((await service.fromId(image.imageId)).imageId).toBe(image.imageId);
        expect((await service.fromName("js-named", { environment: "main" })).imageId).toBe(image.imageId);
      },
    ),
    ofClient("ImageService.delete(imageId)", "Image.delete(imageId)", async ({ apps, images: service }) => {
      const app = await apps.fromName("js-images", { createIfMissing: true });
      const { imageId } = await service.fromRegistry("alpine:2").build(app);
      await service.delete(imageId);
      await expectThrown(() => service.fromId(imageId), NotFoundError, imageId);
    }),
    works(
      "Image.imageId",
      "image.imageId",
      async () => {
        const image = Image.fromRegistry("alpine:3");
        expect(image.imageId).toBe("");
        await image.build(await anApp());
        expect(image.imageId.slice(0, 3)).toBe("im-");
      },
      "empty until it is built, as there",
    ),
    works(
      "Image.dockerfileCommands(commands[], { env, secrets, gpu, forceBuild })",
      "image.dockerfileCommands(commands, { … })",
      async () => {
        const secrets = [Secret.fromObject({ KEY: "k" })];
        const image = Image.fromRegistry("alpine:4").dockerfileCommands(["ENV WORD=tea", "WORKDIR /srv"], {
          env: { A: "1" },
          secrets,
          gpu: "T4",
          forceBuild: true,
        });
        await image.build(await anApp());
        expect(image.toDockerfile()).toContain("ENV WORD=tea\nWORKDIR /srv");
      },
    ),
    works("Image.build(app)", "image.build(app)", async (world) => {
      const image = await Image.fromRegistry("alpine:5").build(await anApp());
      expect(world.images().map(({ imageId }) => imageId)).toContain(image.imageId);
    }),
    works("Image.publish(name, { environment })", "image.publish(name, { environment })", async () => {
      const image = await Image.fromRegistry("alpine:6").build(await anApp());
      await image.publish("js-published:1", { environment: "main" });
      expect((await Image.fromName("js-published:1").hydrate()).imageId).toBe(image.imageId);
    }),
  ],
};
