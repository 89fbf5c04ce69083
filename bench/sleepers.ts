import { Emulator } from "modal-emulator/emulator";
import { app, nap } from "./app.ts";

/** 10,000 containers asleep for an hour, in a process of their own. Prints the milliseconds in all, and the megabytes that they hold and that the process grew by. */
const numbers = Array.from({ length: 10_000 }, (_, index) => index);
await using world = await Emulator.start({ threads: 0 });
await world.run(app, async () => {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const began = performance.now();
  await nap.spawnMap(numbers);
  await world.clock.advance({ minutes: 1 });
  const grown = process.memoryUsage().rss - before.rss;
  const asleep = performance.now() - began;
  globalThis.gc?.();
  const held = process.memoryUsage().heapUsed - before.heapUsed;
  const waking = performance.now();
  await world.clock.advance({ hours: 1 });
  console.log(JSON.stringify({ ms: asleep + performance.now() - waking, heldMb: held / 1e6, grownMb: grown / 1e6 }));
});
