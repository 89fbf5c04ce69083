import { expect } from "vitest";
import { App, enableOutput, InvalidError, method } from "modal-emulator";
import { aFunction, anApp, INLINE } from "../inline.ts";
import { expectThrown, recorded, refused, type Row, works } from "../row.ts";

export const moreOfApp: readonly Row[] = [
  works("App.is_interactive", "app.isInteractive", async () => {
    using _output = enableOutput();
    const app = anApp();
    expect([app.isInteractive, await app.run(() => app.isInteractive, { interactive: true })]).toEqual([false, true]);
  }),
  recorded(
    "App.run(interactive=)",
    "app.run(body, { interactive })",
    async () => {
      await expectThrown(() => anApp().run(() => 1, { interactive: true }), InvalidError, "enableOutput");
      using _output = enableOutput();
      expect(await anApp().run(() => 1, { interactive: true })).toBe(1);
    },
    "needs `enableOutput`, and makes `isInteractive` true; `interact` needs no more than a terminal",
  ),
  refused(
    "App.lookup(client=)",
    "",
    [InvalidError, 'Unknown option "client"'],
    () => App.lookup("any", { client: 1 } as object),
    "a client is that of the world in sight",
  ),
  works(
    "App.get_dashboard_url()",
    "app.getDashboardUrl()",
    async () => {
      const app = anApp();
      expect(await app.run(() => app.getDashboardUrl())).toBe(`https://modal.com/id/${app.appId}`);
    },
    "an address, where nothing is",
  ),
  works(
    "@app.cls()",
    "app.cls({ … }, class Name { … }), @app.cls({ … })",
    async () => {
      const app = anApp();
      const Named = app.cls(
        INLINE,
        class Named {
          answer = method(async () => 42);
        },
      );
      expect(await app.run(() => new Named().answer.remote())).toBe(42);
    },
    "[guide](classes.md)",
  ),
  works("App.include(other)", "app.include(other)", async () => {
    const { app: other, fn } = aFunction();
    const app = anApp().include(other);
    expect(await app.run(() => fn.remote(6))).toBe(6);
  }),
  works("App.include(inherit_tags=)", "app.include(other, { inheritTags })", async () => {
    const tagged = (): App => new App("with-tags", { tags: { team: "a" } });
    const [heir, other] = [anApp().include(tagged()), anApp().include(tagged(), { inheritTags: false })];
    expect(await heir.run(() => heir.getTags())).toEqual({ team: "a" });
    expect(await other.run(() => other.getTags())).toEqual({});
  }),
  works(
    "App.set_tags / get_tags",
    "app.setTags(tags) / getTags()",
    async () => {
      const app = anApp();
      const tags = await app.run(async () => {
        await app.setTags({ stage: "beta" });
        return app.getTags();
      });
      expect(tags).toEqual({ stage: "beta" });
    },
    "an event shows them, nothing else acts on them",
  ),
  works("App.logs", "app.logs", async () => {
    const { app, fn } = aFunction({}, async () => console.log("of the app"));
    const entries = await app.run(async () => {
      await fn.remote();
      return app.logs.tail(1);
    });
    expect(entries).toMatchObject([{ message: "of the app" }]);
  }),
];
