import { expect } from "vitest";
import { App, enter } from "modal-emulator";
import { INLINE } from "../inline.ts";
import { type Area, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

const app = new App("js-apps");
const add = app.function(INLINE, async function add(a: number, b: number) {
  return a + b;
});
app.server(
  {},
  class Pages {
    start = enter(() => {});
  },
);

const SERVICES = [
  "apps",
  "cloudBucketMounts",
  "cls",
  "environments",
  "functionCalls",
  "functions",
  "images",
  "proxies",
  "queues",
  "sandboxSnapshots",
  "sandboxes",
  "secrets",
  "volumes",
];

export const clientAndApps: Area = {
  title: "ModalClient and App",
  intro:
    "`modal-emulator` itself has no `ModalClient`. Modal's own package works against a world as it is ([guide](clients.md)): `modalClient(world)` of `modal-emulator/client`, or a setup file for code that makes its own. What stands under *here* is the counterpart of such a row among the handles of `modal-emulator`.",
  deploys: [app],
  rows: [
    ofClient("new ModalClient(params?)", "modalClient(world, params)", async (modal) => {
      const { ModalClient } = await import("modal");
      expect(modal).toBeInstanceOf(ModalClient);
    }),
    ofClient(
      "ModalClient: apps, functions, cls and ten more services",
      "static methods of `App`, `Function_`, `Cls`, …",
      (modal) => {
        expect(Object.keys(modal)).toEqual(expect.arrayContaining(SERVICES));
      },
    ),
    ofClient(
      "ModalClient: environmentName, version, getImageBuilderVersion, close, profile, logger",
      "Environment.fromContext(), version",
      async (modal) => {
        expect([modal.environmentName(), modal.profile.environment]).toEqual(["main", "main"]);
        expect(modal.version()).toMatch(/^modal-js\/|^\d/);
        expect(await modal.getImageBuilderVersion()).toMatch(/^20/);
        modal.logger.debug("heard by nobody");
        expect(modal.close()).toBeUndefined();
      },
    ),
    ofClient(
      "AppService.fromName(name, { environment, createIfMissing })",
      "App.lookup(name, { environment, createIfMissing })",
      async (modal) => {
        expect((await modal.apps.fromName("js-apps", { environment: "main" })).appId).toMatch(/^ap-/);
        expect((await modal.apps.fromName("js-made", { createIfMissing: true })).name).toBe("js-made");
      },
    ),
    works(
      "App: appId, name",
      "app.appId, app.name",
      async () => {
        const found = await App.lookup("js-apps");
        expect([found.appId, found.name]).toEqual([app.appId, "js-apps"]);
      },
      "`appId` is `undefined` where the app is not known",
    ),
    works("App.environmentName", "app.environmentName", async () => {
      expect((await App.lookup("js-apps")).environmentName).toBe("main");
    }),
    works(
      "App.info({ refresh }): appId, description, lifecycle, functions, servers",
      "app.info({ refresh })",
      async () => {
        const info = await (await App.lookup("js-apps")).info();
        expect(info).toMatchObject({ appId: app.appId, description: "js-apps", functions: { add: add.functionId } });
        expect(info.lifecycle).toMatchObject({ state: "deployed", version: 1, deployedAt: expect.any(Date) });
        expect(Object.keys(info.servers)).toEqual(["Pages"]);
      },
      "every answer is of now, also without `refresh`",
    ),
  ],
};
