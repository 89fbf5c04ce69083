import fs from "node:fs";
import { Emulator } from "modal-emulator/emulator";
import { app, store } from "./app.ts";

const [threads, signal] = process.argv.slice(2);
const world = await Emulator.start({ threads: Number(threads), disk: "private" });
await world.run(app, async () => {
  await store.remote("one");
  const names = fs.existsSync("/dev/shm") ? fs.readdirSync("/dev/shm") : [];
  console.log(names.filter((name) => name.startsWith(`modal-${process.pid}-`)).length, process.pid);
  if (signal !== undefined) process.kill(process.pid, signal);
  process.exit(3);
});
