import { writeFile } from "node:fs/promises";
import { App, Queue, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

export const app = new App("hands-over");
const told = Queue.fromName("told", { createIfMissing: true });
const volume = Volume.fromName("written", { createIfMissing: true });

export const writes = app.function({ volumes: { "/mnt": volume } }, async function writes() {
  await writeFile("/mnt/a.txt", "hello");
  await told.put("now");
  await volume.commit();
  await new Promise((resolve) => setTimeout(resolve, 100_000));
});

test("what a container commits in the round that ends it is stored, on any number of threads", async () => {
  const logs: string[] = [];
  for (const threads of [0, 1, 2]) {
    const ends: unknown[] = [];
    for (let seed = 0; seed < 12; seed++) {
      await using world = await Emulator.start({ threads, seed });
      await world.run(app, async () => {
        const call = await writes.spawn();
        await told.get();
        await call.cancel({ terminateContainers: true });
        await world.clock.advance(1000);
        expect(new TextDecoder().decode((await Array.fromAsync(volume.readFile("a.txt"))).flat()[0])).toBe("hello");
      });
      ends.push([...world.events]);
    }
    logs.push(JSON.stringify(ends));
  }
  expect(logs[1]).toBe(logs[0]);
  expect(logs[2]).toBe(logs[0]);
});
