// Source: declarations of modal@0.11.1
import { AlreadyExistsError, InvalidError, NotFoundError } from "modal";
import { expect } from "vitest";
import { conform, rejects } from "./conform.js";

conform({
  "ModalClient.environmentName ModalClient.version ModalClient.getImageBuilderVersion ModalClient.close": async ({
    modal,
  }) => {
    expect(modal.environmentName("dev")).toBe("dev");
    expect(modal.version()).toBe("0.11.1");
    expect(await modal.getImageBuilderVersion()).toMatch(/^20\d\d\.\d\d$/);
    await rejects(modal.getImageBuilderVersion("nope"), "ClientError", "NOT_FOUND");
    modal.close();
  },
  "AppService.fromName: looked up or made": async ({ modal }) => {
    await rejects(modal.apps.fromName("nope"), NotFoundError, "App 'nope' not found");
    const app = await modal.apps.fromName("mine", { createIfMissing: true });
    expect(app.appId).toMatch(/^ap-/);
    expect(app.name).toBe("mine");
    expect((await modal.apps.fromName("mine")).appId).toBe(app.appId);
    await rejects(modal.apps.fromName("mine", { environment: "nope" }), NotFoundError, "App 'mine' not found");
    await rejects(modal.apps.fromName("no way!", { createIfMissing: true }), "ClientError", "INVALID_ARGUMENT");
  },
  "App.info: what is known of one": async ({ modal, world }) => {
    const app = await modal.apps.fromName("conformance");
    const info = await app.info();
    expect(info).toMatchObject({ appId: app.appId, description: "conformance", servers: {} });
    expect(info.lifecycle).toMatchObject({ state: "deployed", version: 1, createdAt: new Date(world.clock.now()) });
    expect(info.functions["echo"]).toBe((await modal.functions.fromName("conformance", "echo")).functionId);
    expect(Object.keys(info.functions)).toContain("Counter");
    expect(await app.info({ refresh: true })).toEqual(info);
    const made = await modal.apps.fromName("made", { createIfMissing: true });
    expect((await made.info()).functions).toEqual({});
  },
  "EnvironmentService.fromName: looked up or made": async ({ modal }) => {
    const main = await modal.environments.fromName("main");
    expect(main).toMatchObject({ name: "main", environmentId: expect.stringMatching(/^en-/) as string });
    await rejects(modal.environments.fromName("dev"), NotFoundError, "Environment 'dev' not found");
    const dev = await modal.environments.fromName("dev", { createIfMissing: true });
    expect((await modal.environments.fromName("dev")).environmentId).toBe(dev.environmentId);
    await rejects(modal.environments.fromName("no way!"), InvalidError, "no way!");
  },
  "EnvironmentObjectsService.create EnvironmentObjectsService.list EnvironmentObjectsService.delete": async ({
    modal,
  }) => {
    const { objects } = modal.environments;
    await objects.create("dev");
    await objects.create("locked", { restricted: true, defaultRole: "viewer" });
    await rejects(objects.create("dev"), AlreadyExistsError, "Environment 'dev' already exists");
    await rejects(objects.create("odd", { defaultRole: "king" }), InvalidError, "king");
    const names = (await Array.fromAsync(objects.list())).map(({ name }) => name);
    expect(names.toSorted()).toEqual(["dev", "locked", "main"]);
    await modal.queues.fromName("q", { environment: "dev", createIfMissing: true });
    await objects.delete("dev");
    await rejects(objects.delete("dev"), NotFoundError, "Environment 'dev' not found");
    await rejects(modal.queues.fromName("q", { environment: "dev" }), NotFoundError, "dev");
  },
  "EnvironmentAppsService.list: those that live": async ({ modal }) => {
    await modal.environments.objects.create("dev");
    const app = await modal.apps.fromName("there", { environment: "dev", createIfMissing: true });
    const list = async (name: string): Promise<(string | undefined)[]> =>
      (await Array.fromAsync((await modal.environments.fromName(name)).apps.list())).map((each) => each.name);
    expect(await list("dev")).toEqual(["there"]);
    expect(await list("main")).toEqual(["conformance"]);
    const [found] = await Array.fromAsync((await modal.environments.fromName("dev")).apps.list());
    expect(found).toMatchObject({ appId: app.appId, environmentName: "dev" });
    expect((await found?.info())?.lifecycle.state).toBe("deployed");
  },
});
