import { expect } from "vitest";
import { App, Function_, Image, InvalidError, Secret, Stub, Volume } from "modal-emulator";
import { aFunction, anApp, INLINE } from "../inline.ts";
import { moreOfApp } from "./app-members.ts";
import { type Area, differs, expectThrown, recorded, works } from "../row.ts";

export const app: Area = {
  title: "App",
  rows: [
    works("App(name)", "new App(name)", () => {
      expect(new App("named").name).toBe("named");
    }),
    works(
      "App(image=)",
      "new App(name, { image })",
      () => {
        const image = Image.debianSlim().env({ A: "1" });
        const fn = new App("imaged", { image }).function(INLINE, async function fn() {});
        expect(fn.definition?.image).toEqual(image.definition);
      },
      "of every function that names none",
    ),
    works("App(secrets=)", "new App(name, { secrets })", () => {
      const secret = Secret.fromObject({ KEY: "1" });
      const fn = new App("secret", { secrets: [secret] }).function(INLINE, async function fn() {});
      expect(fn.definition?.secrets).toEqual([secret.definition]);
    }),
    works("App(volumes=)", "new App(name, { volumes })", () => {
      const volume = Volume.fromName("v", { createIfMissing: true });
      const fn = new App("mounting", { volumes: { "/v": volume } }).function(INLINE, async function fn() {});
      expect(fn.definition?.volumes).toMatchObject([{ path: "/v", volume: { name: "v" } }]);
    }),
    works(
      "App(tags=)",
      "new App(name, { tags })",
      async (world) => {
        const app = new App("tagged", { tags: { team: "a" } });
        expect(await world.run(app, () => app.getTags())).toEqual({ team: "a" });
      },
      "nothing but an event and `getTags` shows them",
    ),
    recorded("App(include_source=)", "new App(name, { includeSource })", () => {
      const fn = new App("sources", { includeSource: false }).function(INLINE, async function fn() {});
      expect(fn.definition).toMatchObject({ includeSource: false });
    }),
    works("App.name", "app.name", () => {
      expect([new App("own").name, new App().name]).toEqual(["own", undefined]);
    }),
    works("App.app_id", "app.appId", async (world) => {
      const app = anApp();
      expect(await world.run(app, () => app.appId)).toMatch(/^ap-/);
    }),
    works("App.description / set_description", "app.description / setDescription", () => {
      const app = new App("described");
      expect(app.description).toBe("described");
      app.setDescription("more");
      expect(app.description).toBe("more");
    }),
    works(
      "App.lookup(name, create_if_missing=, environment_name=)",
      "App.lookup(name, { createIfMissing, environment })",
      async () => {
        const app = await App.lookup("looked-up", { createIfMissing: true, environment: "main" });
        expect(app.appId).toBe((await App.lookup("looked-up")).appId);
      },
    ),
    works(
      "App.image (property, setter)",
      "app.image",
      () => {
        const app = anApp();
        app.image = Image.debianSlim();
        expect(app.function(INLINE, async function fn() {}).definition?.image).toEqual(app.image.definition);
      },
      "for what is defined afterwards",
    ),
    works("App.run()", "app.run(body), await using running = await app.run()", async () => {
      const { app, fn } = aFunction();
      expect(await app.run(() => fn.remote(1))).toBe(1);
      await using running = await app.run();
      expect(await running.within(() => fn.remote(2))).toBe(2);
    }),
    works(
      "App.run(detach=)",
      "app.run(body, { detach })",
      async (world) => {
        const stopped = (): number => world.events.of("app.stopped").length;
        const before = stopped();
        const { app, fn } = aFunction();
        const call = await app.run(() => fn.spawn(3), { detach: true });
        expect(stopped()).toBe(before);
        expect(await call.get()).toBe(3);
        await world.clock.runUntilIdle();
        expect(stopped()).toBe(before + 1);
      },
      "the app stops when its work is done",
    ),
    works("App.run(environment_name=)", "app.run(body, { environment })", async (world) => {
      await anApp().run(() => undefined, { environment: "staging" });
      expect(world.events.of("app.started").at(-1)).toMatchObject({ environment: "staging" });
    }),
    works("App.run(name=)", "app.run(body, { name })", async (world) => {
      await anApp().run(() => undefined, { name: "another" });
      expect(world.events.of("app.started").at(-1)).toMatchObject({ name: "another" });
    }),
    works("App.deploy()", "app.deploy(), world.deploy(app)", async (world) => {
      const { app, fn } = aFunction();
      await app.deploy();
      expect(await Function_.fromName(app.name ?? "", fn.name).remote(4)).toBe(4);
      expect(world.events.of("app.deployed").at(-1)).toMatchObject({ name: app.name, version: 1 });
    }),
    works(
      "App.deploy(name=, environment_name=, tag=, strategy=)",
      "app.deploy({ name, environment, tag, strategy })",
      async (world) => {
        await anApp().deploy({ name: "under", environment: "staging", tag: "v1", strategy: "recreate" });
        expect(world.events.of("app.deployed").at(-1)).toMatchObject({
          name: "under",
          environment: "staging",
          tag: "v1",
        });
        await expectThrown(() => anApp().deploy({ strategy: "blue" as "rolling" }), InvalidError, "recreate");
      },
      "`rolling` lets old containers finish their inputs, `recreate` stops them and runs these again",
    ),
    works(
      "App.registered_functions / _classes / _entrypoints",
      "app.registeredFunctions / Classes / Entrypoints",
      () => {
        const { app, fn } = aFunction();
        const Named = app.cls(INLINE, class Named {});
        const main = app.localEntrypoint(async function main() {});
        expect([...app.registeredFunctions]).toEqual([["fn", fn]]);
        expect([...app.registeredClasses.keys()]).toEqual([Named.name]);
        expect(app.registeredEntrypoints.get("main")?.name).toBe(main.name);
      },
    ),
    works(
      "@app.local_entrypoint(name=)",
      "app.localEntrypoint({ name, args }, fn)",
      async () => {
        const app = anApp();
        app.localEntrypoint({ name: "begin" }, async function main() {});
        expect([...app.registeredEntrypoints.keys()]).toEqual(["begin"]);
      },
      "run by `modal-emulator run`, too",
    ),
    works(
      "@app.function()",
      "app.function(options, fn)",
      async (world) => {
        const app = anApp();
        const fn = app.function(INLINE, async function double(x: number) {
          return 2 * x;
        });
        expect(await world.run(app, () => fn.remote(2))).toBe(4);
      },
      "a call: JavaScript has no decorators of functions",
    ),
    ...moreOfApp,
    differs("Stub (removed; AttributeError)", "new Stub(name)", "lives on, with a deprecation warning", () => {
      expect(new Stub("old")).toBeInstanceOf(App);
    }),
  ],
};
