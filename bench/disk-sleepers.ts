import { Emulator } from "modal-emulator/emulator";
import { app, nap } from "./app.ts";

const COUNT = 5000;

/** Bytes that each of many containers holds which have not written to their disks. */
async function heldBytes(disk: "private" | "host"): Promise<number> {
  await using world = await Emulator.start({ threads: 0, disk });
  return await world.run(app, async () => {
    await nap.spawnMap([0]);
    await world.clock.advance({ hours: 2 });
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    await nap.spawnMap(Array.from({ length: COUNT }, (_, index) => index));
    await world.clock.advance({ minutes: 1 });
    globalThis.gc?.();
    const held = process.memoryUsage().heapUsed - before;
    await world.clock.advance({ hours: 1 });
    return held / COUNT;
  });
}

/** In a process of their own. Prints the bytes that a container holds, with a disk of its own and without. */
await heldBytes("host");
console.log(JSON.stringify({ host: await heldBytes("host"), own: await heldBytes("private") }));
