// Source: declarations of modal@0.11.1
import { InvalidError, NotFoundError } from "modal";
import { expect } from "vitest";
import { conform, makeSandbox, otherApp, rejects } from "./conform.js";
import { outcome } from "./outcome.js";

conform({
  "ImageService.fromRegistry Image.build Image.imageId: built once": async (place) => {
    const { modal, world } = place;
    const image = modal.images.fromRegistry("python:3.13");
    expect(image.imageId).toBe("");
    const app = await otherApp(place);
    expect(await image.build(app)).toBe(image);
    expect(image.imageId).toMatch(/^im-/);
    const again = await modal.images.fromRegistry("python:3.13").build(app);
    expect(again.imageId).toBe(image.imageId);
    const secret = await modal.secrets.fromObject({ REGISTRY_USERNAME: "u", REGISTRY_PASSWORD: "p" });
    const secretly = await modal.images.fromRegistry("private/thing:1", secret).build(app);
    expect(world.images().map(({ imageId }) => imageId)).toContain(secretly.imageId);
    expect(() => modal.images.fromRegistry("a", {} as never)).toThrow(TypeError);
  },
  "ImageService.fromAwsEcr ImageService.fromGcpArtifactRegistry: with their credentials": async (place) => {
    const { images, secrets } = place.modal;
    const app = await otherApp(place);
    const aws = await secrets.fromObject({
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_REGION: "us-east-1",
    });
    const gcp = await secrets.fromObject({ SERVICE_ACCOUNT_JSON: "{}" });
    const tag = "000000000000.dkr.ecr.us-east-1.amazonaws.com/thing:1";
    const one = await images.fromAwsEcr(tag, aws).build(app);
    const other = await images.fromGcpArtifactRegistry("us-docker.pkg.dev/p/r/thing:1", gcp).build(app);
    expect(one.imageId).not.toBe(other.imageId);
    expect(() => images.fromAwsEcr(tag, undefined as never)).toThrow(TypeError);
    expect(() => images.fromGcpArtifactRegistry("x", undefined as never)).toThrow(TypeError);
  },
  "Image.dockerfileCommands: layer by layer": async (place) => {
    const { modal, world } = place;
    const secret = await modal.secrets.fromObject({ KEY: "k" });
    const image = modal.images
      .fromRegistry("debian:12")
      .dockerfileCommands(["ENV WORD=tea", "WORKDIR /srv"])
      .dockerfileCommands(["RUN pip install something", "ENV MORE=milk"], {
        env: { A: "a" },
        secrets: [secret],
        gpu: "T4:2",
        forceBuild: true,
      });
    const sandbox = await makeSandbox(place, {}, image);
    expect(await outcome(sandbox, "sh", "-c", "echo $WORD,$MORE,$PWD")).toMatchObject({ stdout: "tea,milk,/srv\n" });
    expect(world.images().length).toBeGreaterThanOrEqual(2);
    expect(image.dockerfileCommands([])).toBe(image);
    expect(() => image.dockerfileCommands(["COPY a b"])).toThrow(InvalidError);
    const onBuilt = await image.dockerfileCommands(["ENV WORD=coffee"]).build(await otherApp(place));
    expect(onBuilt.imageId).not.toBe(image.imageId);
  },
  "Image.build: fails": async (place) => {
    const { modal, world } = place;
    world.faults.failBuild("pip install torch", { times: 1, error: new Error("no space left on device") });
    const image = modal.images.fromRegistry("debian:12").dockerfileCommands(["RUN pip install torch"]);
    const app = await otherApp(place);
    await rejects(
      image.build(app),
      Error,
      /Image build for im-\S+ failed with the exception:\n(.|\n)*no space left on device/,
    );
    await image.build(app);
    expect(image.imageId).toMatch(/^im-/);
  },
  "ImageService.fromId ImageService.delete: by id": async (place) => {
    const { images } = place.modal;
    const { imageId } = await images
      .fromRegistry("debian:12")
      .dockerfileCommands(["ENV A=b"])
      .build(await otherApp(place));
    const found = await images.fromId(imageId);
    expect(found.imageId).toBe(imageId);
    const sandbox = await makeSandbox(place, {}, found);
    expect(await outcome(sandbox, "sh", "-c", "echo $A")).toMatchObject({ stdout: "b\n" });
    await images.delete(imageId);
    await rejects(images.fromId(imageId), NotFoundError, imageId);
    await rejects(images.delete(imageId), NotFoundError, imageId);
    await rejects(images.fromId("im-nope"), NotFoundError, "im-nope");
    await rejects(makeSandbox(place, {}, found), "ClientError", "NOT_FOUND");
  },
  "Image.publish ImageService.fromName: by a name and a tag": async (place) => {
    const { modal } = place;
    const image = modal.images.fromRegistry("debian:12");
    await rejects(image.publish("base"), InvalidError, "has not been built yet");
    await image.build(await otherApp(place));
    await image.publish("base");
    await image.publish("base:v1");
    for (const name of ["base", "base:latest", "base:v1"])
      expect((await modal.images.fromName(name)).imageId).toBe(image.imageId);
    await rejects(modal.images.fromName("base:v2"), NotFoundError, "base:v2");
    await rejects(modal.images.fromName("nope"), NotFoundError, "nope");
    await modal.environments.objects.create("dev");
    await rejects(modal.images.fromName("base", { environment: "dev" }), NotFoundError, "base");
    await image.publish("base", { environment: "dev" });
    expect((await modal.images.fromName("base", { environment: "dev" })).imageId).toBe(image.imageId);
  },
});
