import { describe, expect } from "vitest";
import { test } from "modal-emulator/vitest";
import { App } from "modal-emulator";

const app = new App("svc");
export const square = app.function({}, async function square(x: number) {
  return x * x;
});
await import("modal-emulator/client/setup"); // as a setup file does, before the code under test
const { squares, wait } = await import("./service.js");
test.override({ client: true });
describe("c", { concurrent: true }, () => {
  for (let k = 0; k < 5; k++)
    test("uses the world " + k, async ({ world }) => {
      await world.deploy(app);
      expect(await squares(k)).toEqual(Array.from({ length: k }, (_, i) => i * i));
      const v = world.clock.now();
      expect(await wait("q" + k)).toBe("QueueEmptyError");
      expect(world.clock.now() - v).toBe(90_000);
      expect(world.calls(square).length).toBe(k);
    });
});
