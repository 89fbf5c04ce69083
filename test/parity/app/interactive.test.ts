// Modal: docs/modal/apps.md#running
import { expect } from "vitest";
import { App, enableOutput, InvalidError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("interactive");

test("an app is interactive while it runs as such", async ({ world }) => {
  using _output = enableOutput();
  expect(app.isInteractive).toBe(false);
  expect(await world.run(app, () => app.isInteractive, { interactive: true })).toBe(true);
  expect(await world.run(app, () => app.isInteractive)).toBe(false);
});

test("which needs output", async ({ world }) => {
  await expectRejection(() => world.run(app, () => 1, { interactive: true }), InvalidError, "enableOutput");
  // @ts-expect-error a text
  await expectRejection(() => world.run(app, () => 1, { interactive: "yes" }), InvalidError, "interactive");
});
