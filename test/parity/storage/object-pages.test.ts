// Modal: docs/modal/handles-and-names.md#hydration
import { describe, expect } from "vitest";
import { App, Dict, Environment, ExecutionError, Function_, FunctionCall, Image, InvalidError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";

const app = new App("pages");
const fn = app.function({}, async function fn() {});

describe("isHydrated, getDashboardUrl", () => {
  test("of objects that the world knows by an id", async ({ world }) => {
    await world.run(app, async () => {
      const dict = await Dict.fromName("dict", { createIfMissing: true }).hydrate();
      const environment = await Environment.fromName("main").hydrate();
      const call = await fn.spawn();
      const image = await Image.debianSlim().build(app);
      const ids = [fn.functionId, dict.objectId, environment.objectId, call.functionCallId, image.objectId];
      for (const [index, object] of [fn, dict, environment, call, image].entries()) {
        expect(object.isHydrated).toBe(true);
        expect(object.getDashboardUrl()).toBe(`https://modal.com/id/${ids[index]}`);
      }
      expect(app.getDashboardUrl()).toBe(`https://modal.com/id/${app.appId}`);
      expect(FunctionCall.fromId(call.functionCallId).isHydrated).toBe(true);
    });
  });

  test("of others", async ({ world }) => {
    await world.within(async () => {
      for (const object of [fn, Function_.fromName("pages", "fn"), Dict.fromName("none"), Image.debianSlim()]) {
        expect(object.isHydrated).toBe(false);
        expectError(() => object.getDashboardUrl(), ExecutionError, "getDashboardUrl", "has not been hydrated");
      }
      expectError(() => app.getDashboardUrl(), InvalidError, "`pages`", "no page");
    });
  });
});
