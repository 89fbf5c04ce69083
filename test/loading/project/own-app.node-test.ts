import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("own-app");
const twice = app.function(async function twice(n: number): Promise<number> {
  return 2 * n;
});

void describe("a test file that defines its app", () => {
  for (const threads of [0, 1]) {
    void test(`with ${threads} threads`, async () => {
      await using world = await Emulator.start({ threads });
      assert.equal(await world.run(app, () => twice.remote(2)), 4);
      assert.throws(() => app.function(async function nested() {}), { name: "InvalidError", message: /^Function `nested` is defined inside / });
    });
  }
});
