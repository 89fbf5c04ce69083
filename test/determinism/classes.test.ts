import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, MyService } from "../../fixtures/my-service.js";

test("containers that enter, serve and exit leave the same event log on any number of threads", async () => {
  const logs: string[] = [];
  for (const threads of [0, 1, 2]) {
    await using world = await Emulator.start({ threads, seed: 7 });
    await world.run(app, async () => {
      const service = new MyService();
      await service.process.forEach(["a", "b", "c", "d"]);
      await service.updateAutoscaler({ maxContainers: 1, scaledownWindowMs: 5000 });
      await world.clock.advance({ seconds: 30 });
      await service.process.remote("e");
    });
    logs.push(JSON.stringify([...world.events]));
  }
  expect(logs[1]).toBe(logs[0]);
  expect(logs[2]).toBe(logs[0]);
});
