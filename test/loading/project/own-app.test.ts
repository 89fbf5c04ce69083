import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("own-app");
const twice = app.function(async function twice(n: number): Promise<number> {
  return 2 * n;
});

declare const describe: (name: string, body: () => void) => void;

(typeof describe === "undefined" ? (_name: string, body: () => void) => body() : describe)("a test file that defines its app", () => {
  for (const threads of [0, 1]) {
    test(`with ${threads} threads`, async () => {
      await using world = await Emulator.start({ threads });
      expect(await world.run(app, () => twice.remote(2))).toBe(4);
    });
  }
});
