import { parseArgs } from "node:util";
import { ModalClient, type Sandbox } from "modal";
import { Emulator } from "modal-emulator/emulator";
import { app } from "./app.ts";

/* Load over gRPC for a while, and what memory that takes: `node --expose-gc bench/client-load.ts --minutes 10 [--no-spawn]`. */

const EVERY_MS = 20_000;
const AT_ONCE = 8;
const SANDBOX_LIVES = 50;

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, spawn: { type: "boolean", default: true } },
  allowNegative: true,
});

interface Counts {
  calls: number;
  items: number;
  commands: number;
  sandboxes: number;
}

/** Memory in MiB after a collection. */
function memory(): { readonly heap: number; readonly rss: number } {
  for (let time = 0; time < 3; time++) globalThis.gc?.();
  const { heapUsed, rss, external } = process.memoryUsage();
  return { heap: Math.round((heapUsed + external) / 2 ** 20), rss: Math.round(rss / 2 ** 20) };
}

async function load(until: number, counts: Counts): Promise<void> {
  const modal = new ModalClient({ tokenId: "ak-load", tokenSecret: "as-load" });
  const fn = await modal.functions.fromName("bench", "noop");
  const queue = await modal.queues.fromName("load", { createIfMissing: true });
  const sandboxes = await modal.apps.fromName("sandboxes", { createIfMissing: true });
  const image = modal.images.fromRegistry("debian:12");
  let sandbox: Sandbox | undefined;
  for (let turn = 0; performance.now() < until; turn++) {
    await fn.remote([turn]);
    if (values.spawn) await (await fn.spawn([turn])).get();
    else await fn.remote([turn]);
    counts.calls += 2;
    await queue.put({ turn });
    await queue.get();
    counts.items++;
    if (turn % 10 !== 0) continue;
    sandbox ??= await modal.sandboxes.create(sandboxes, image);
    const command = await sandbox.exec(["sh", "-c", "cat; echo done"]);
    const writer = command.stdin.getWriter();
    await writer.write(new TextEncoder().encode("a".repeat(1000)) as never);
    await writer.close();
    await command.stdout.readText();
    await command.wait();
    await sandbox.filesystem.writeText(String(turn), "/tmp/f");
    await sandbox.filesystem.readText("/tmp/f");
    counts.commands += 3;
    if (turn % SANDBOX_LIVES !== 0) continue;
    await sandbox.terminate();
    await sandbox.wait();
    sandbox.detach(); // or its client keeps a channel to it
    sandbox = undefined;
    counts.sandboxes++;
  }
}

const world = await Emulator.start({ threads: 1, events: { keep: 2000 } });
await world.deploy(app);
const listener = await world.listen();
process.env["MODAL_SERVER_URL"] = listener.url;
const began = performance.now();
const until = began + Number(values.minutes) * 60_000;
const counts: Counts = { calls: 0, items: 0, commands: 0, sandboxes: 0 };
const report = (): void => {
  const { heap, rss } = memory();
  const seconds = Math.round((performance.now() - began) / 1000);
  const what = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(`${seconds} s: heap ${heap} MiB, RSS ${rss} MiB; ${what.join(", ")}`);
};
const timer = setInterval(report, EVERY_MS);
await Promise.all(Array.from({ length: AT_ONCE }, () => load(until, counts)));
clearInterval(timer);
report();
await world.close();
process.exit(0);
